/** Name servers of the host. Addresses, links and routes come with their own issue. */
export { observeDns, type Resolver, type SeenDns } from "./observe.ts";
export { planDns } from "./plan.ts";
export { parseResolvConf, type ResolvConf } from "./resolv-conf.ts";
export {
  awaitOutcome,
  decide,
  extend,
  FOLDERS as TRY_FOLDERS,
  isOpen,
  leftWords,
  NETWORK_HANDLERS,
  openTrial,
  readProofs,
  readTrial,
  removeUnits,
  seeLinks,
  type Trial,
  type TrialView,
  trialSentence,
  trialView,
  wayBackWords,
} from "./try/index.ts";
