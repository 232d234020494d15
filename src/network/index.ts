/** Links of the host, who keeps them and how they shall be; a change with a way back; name servers. */

export { observeLinks } from "./links.ts";
export { observeDns, type Resolver, type SeenDns } from "./observe.ts";
export { observeNetwork } from "./observe-network.ts";
export { planDns } from "./plan.ts";
export { planNetwork } from "./plan-network.ts";
export { parseResolvConf, type ResolvConf } from "./resolv-conf.ts";
export type { SeenLink, SeenNetwork } from "./seen.ts";
export {
  awaitOutcome,
  continuing,
  decide,
  extend,
  FOLDERS as TRY_FOLDERS,
  hasProof,
  isOpen,
  isWithoutProof,
  leftWords,
  networkHandlers,
  openTrial,
  type ProofRung,
  type Prove,
  type Proving,
  proveLinks,
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
export { type LinkView, linkViews, wantedText } from "./view.ts";
export type { NetworkSpec } from "./wanted.ts";
