import { formatBytes } from "../quantity/index.ts";
import { countsOf, type Delivered } from "../support/index.ts";
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
  out.line(`${out.mark("ok")} ${path}, ${formatBytes(bytes)}, in ${Math.round(tookMs / 1000)} s`);
  const cut = counts.cut === 0 ? "" : `, ${counts.cut} of them not whole`;
  out.line(`       ${counts.collected} collected${cut}.`);
  if (counts.timedOut > 0) out.line(`       ${counts.timedOut} did not end in time.`);
  out.line(
    `       ${counts.leftOut} left out, ${counts.failed} failed; MANIFEST.txt in it says why.`,
  );
  out.line("       Secrets are masked.");
  for (const note of notes) out.line(`${out.mark("warn")} ${note}.`);
  if (onStick !== undefined)
    out.line(
      `${out.mark("ok")} ${onStick.name} is on ${onStick.on}, read back and the same; pull it out.`,
    );
  if (sentTo !== undefined) out.line(`${out.mark("ok")} sent to ${sentTo}`);
}
