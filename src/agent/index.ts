/** The agent: the one writer of a host, alone in a process of its own or inside a command. */
export { type OpenEngine, openEngine, watchEngine } from "./open-engine.ts";
export { readOwnDocument, readRememberedId } from "./remembered.ts";
export { runAgent } from "./run-agent.ts";
export { defaultStateDir, type EngineOptions, socketPath } from "./state-dir.ts";
export { stopAgent } from "./stop-agent.ts";
export { httpHere, supportHere } from "./support-door.ts";
export type { SupportHere } from "./support-here.ts";
