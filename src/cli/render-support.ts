import { formatBytes } from "../quantity/index.ts";
import { type Counts, countsOf, type Delivered } from "../support/index.ts";
import type { Output } from "./output.ts";

/** Where it is, what of it is not there, and that it is masked. */
export function printBundle({ path, report, onStick, sentTo }: Delivered, out: Output): void {
  const { entries, notes, bytes, tookMs, name } = report;
  const counts = countsOf(entries);
  out.object({
    ...{ path, name, bytes, tookMs, counts, notes },
    ...(onStick === undefined ? {} : { stick: onStick.on }),
    ...(sentTo === undefined ? {} : { sentTo }),
    entries,
  });
  const took = tookMs === 0 ? "" : `, in ${Math.round(tookMs / 1000)} s`;
  out.line(`${out.mark("ok")} ${path}, ${formatBytes(bytes)}${took}`);
  // Nothing is collected where a copy that was cut off goes on.
  if (entries.length > 0) printCounts(counts, out);
  out.line("       Secrets are masked.");
  for (const note of notes) out.line(`${out.mark("warn")} ${note}.`);
  if (onStick !== undefined)
    out.line(
      `${out.mark("ok")} ${onStick.name} is on ${onStick.on}, read back and the same; pull it out.`,
    );
  if (sentTo !== undefined) out.line(`${out.mark("ok")} sent to ${sentTo}`);
}

function printCounts({ collected, cut, timedOut, leftOut, failed }: Counts, out: Output): void {
  const whole = cut === 0 ? "" : `, ${cut} of them not whole`;
  out.line(`       ${collected} collected${whole}.`);
  if (timedOut > 0) out.line(`       ${timedOut} did not end in time.`);
  out.line(`       ${leftOut} left out, ${failed} failed; MANIFEST.txt in it says why.`);
}
