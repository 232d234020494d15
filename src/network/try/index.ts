/** Changes of the network with a way back: tried, proved, kept only when confirmed. */
import type { Handler } from "../../engine/index.ts";
import { networkTryHandler } from "./handler.ts";
import { proveLinks } from "./prove.ts";

/** In one list, so that the program finds every kind exactly once. */
export const NETWORK_HANDLERS: readonly Handler[] = [networkTryHandler({ prove: proveLinks })];
