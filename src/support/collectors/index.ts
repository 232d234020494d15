import type { Collector } from "../contract.ts";
import { AGENT } from "./agent.ts";
import { CONTAINERS } from "./containers.ts";
import { LOGS } from "./logs.ts";
import { NETWORK } from "./network.ts";
import { STORAGE } from "./storage.ts";
import { SYSTEM } from "./system.ts";

/** In the order of their use to who reads them: what comes first is there when time or room run out. */
export const COLLECTORS: readonly Collector[] = [
  ...SYSTEM,
  ...NETWORK,
  ...AGENT,
  ...LOGS,
  ...STORAGE,
  ...CONTAINERS,
];
