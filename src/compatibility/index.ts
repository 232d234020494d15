/** What goes together with what, as data: distribution, system, network, storage, version, architecture, mode. */
export { askedIn } from "./asked.ts";
export { CALENDAR, type Calendar, type Support, supportOf } from "./calendar.ts";
export {
  combinationIn,
  combinationOn,
  compatibilityIssues,
  remedyOf,
} from "./document.ts";
export { judge, verdictOf } from "./judge.ts";
export { LIMITS } from "./limits.ts";
export type { Combination, Finding, JudgeRules, Limit, Listed, Matrix, When } from "./shape.ts";
export { SYSTEMS } from "./systems.ts";
