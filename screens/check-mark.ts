import type { ChecksSlice } from "../src/session/index.ts";

/** On the walk: `!2` for open failures, `..` while they run, nothing when all is well. */
export function checkMark({ state, results }: ChecksSlice): string {
  if (state === "running") return "..";
  const failed = results.filter(({ status, waived }) => status === "fail" && waived === undefined);
  return failed.length === 0 ? "" : `!${failed.length}`;
}
