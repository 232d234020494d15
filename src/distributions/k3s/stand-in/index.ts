/** A program that behaves as K3s does where bringup touches it, for rehearsals and tests. */
import type { Practice } from "../../driver.ts";
import { standInArtefacts } from "./artefacts.ts";
import { runStandIn } from "./process.ts";

export { type ArtefactContent, type StandInArtefacts, standInArtefacts } from "./artefacts.ts";
export { FAILURE_FILE, FAILURES } from "./failure.ts";
export { createMemoryStandIn, type MemoryStandIn, type MemoryStandInOptions } from "./memory.ts";

export const practice: Practice = { artefacts: standInArtefacts, run: runStandIn };
