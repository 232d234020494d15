/** The ladder of reachability: from the cable to the answer of everything this host has to reach. */
export { climb, type ReachRequest } from "./climb.ts";
export { REACH_CODES, type ReachCode } from "./codes.ts";
export { destinationsFrom, destinationsOf } from "./destinations.ts";
export type {
  Destination,
  Family,
  Ladder,
  ReachReport,
  RungResult,
  Verdict,
  Way,
} from "./report.ts";
export { familyWord } from "./rung.ts";
export { RUNGS } from "./rungs.ts";
export { endpoint, firstFailed, reachSentence, wayWords } from "./words.ts";
