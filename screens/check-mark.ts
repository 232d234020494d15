import type { ChecksSlice } from "../src/session/index.ts";
import { oncePer } from "./once-per.ts";

/** On the walk: `!2` for open failures, `..` while they run, nothing when all is well. */
export function checkMark({ state, results }: ChecksSlice): string {
  if (state === "running") return "..";
  const failed = openFailures(results);
  return failed === 0 ? "" : `!${failed}`;
}

const openFailures = oncePer(
  (results: ChecksSlice["results"]) =>
    results.filter(({ status, waived }) => status === "fail" && waived === undefined).length,
);
