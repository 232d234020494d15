import { OBSERVED, type ObservedEntry } from "../distributions/index.ts";
import type { HostView } from "../engine/index.ts";

/** Distributions that left traces on this host, the one with the most of them first. */
export async function findTraces(host: HostView): Promise<readonly ObservedEntry[]> {
  const looked = await Promise.all(
    OBSERVED.map(async (entry) => {
      const traces = await Promise.all(entry.traces.map((path) => lookFor(host, path)));
      const count = traces.filter((trace) => trace === "there").length;
      return { entry, count, isHidden: traces.includes("hidden") };
    }),
  );
  const found = looked
    .filter(({ count }) => count > 0)
    .toSorted((one, other) => other.count - one.count);
  // What may not even be looked for is no proof that it is not there: its observer says more.
  const hidden = looked.filter(({ isHidden }) => isHidden).slice(0, 1);
  return (found.length > 0 ? found : hidden).map(({ entry }) => entry);
}

async function lookFor(host: HostView, path: string): Promise<"there" | "absent" | "hidden"> {
  try {
    return (await host.files.stat(path)) === undefined ? "absent" : "there";
  } catch {
    return "hidden";
  }
}
