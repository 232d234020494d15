import type { Parameter } from "./parameter.ts";
import { AGENT } from "./parameters/agent.ts";
import { INSTALL, STAGES } from "./parameters/install.ts";
import { MISTAKEN_PROXY, NETWORK } from "./parameters/network.ts";
import { SITE } from "./parameters/site.ts";

/** Every parameter known here, former spellings too; a test holds the list to the documents. */
export const PARAMETERS: readonly Parameter[] = [
  ...AGENT,
  ...SITE,
  ...NETWORK,
  ...MISTAKEN_PROXY,
  ...INSTALL,
  ...STAGES,
];
