/** Changes of the network with a way back: tried, proved, kept only when confirmed. */
import type { Handler } from "../../engine/index.ts";
import { networkTryHandler } from "./handler.ts";
import { proveLinks } from "./prove.ts";
import type { Proving } from "./settle.ts";

export { removeUnits } from "./arm.ts";
export { continuing } from "./continuing.ts";
export { awaitOutcome, decide, extend, openTrial } from "./decide.ts";
export { FOLDERS } from "./folder.ts";
export { type ProofRung, type Prove, proveLinks } from "./prove.ts";
export { seeLinks } from "./seen.ts";
export type { Proving } from "./settle.ts";
export { hasProof, isWithoutProof } from "./step.ts";
export { isOpen, readProofs, readTrial, type Trial } from "./trial.ts";
export { type TrialView, trialView } from "./view.ts";
export { leftWords, trialSentence, wayBackWords } from "./words.ts";

/** In one list, so that the program finds every kind exactly once. */
export const networkHandlers = (proving: Proving = { prove: proveLinks }): readonly Handler[] => [
  networkTryHandler(proving),
];
