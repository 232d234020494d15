/** Logs of a host: which there are, their last lines, and those lines as they may be shown. */
export { parseFilter } from "./filter.ts";
export { type FollowedLog, followLog } from "./follow-log.ts";
export { type LogRow, rowOf } from "./log-row.ts";
export type { LogPage } from "./page.ts";
export type { Matcher } from "./pattern.ts";
export { priorityMark, priorityOf } from "./priority.ts";
export { type LogRead, readRing } from "./read-ring.ts";
export { findLog, type LogEntry, logSources } from "./sources.ts";
export { createLineSplitter } from "./whole-lines.ts";
