/** Programs that behave as snapd, k8s and k8sd do where bringup touches them, for rehearsals and tests. */
import type { Practice } from "../../driver.ts";
import { standInArtefacts, standInHost } from "./artefacts.ts";
import { runStandIn } from "./process.ts";

export { standInArtefacts, standInHost } from "./artefacts.ts";
export { FAILURES } from "./failure.ts";
export { createMemoryStandIn } from "./memory.ts";

export const practice: Practice = {
  artefacts: standInArtefacts,
  hostFiles: standInHost,
  run: runStandIn,
};
