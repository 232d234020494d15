/** Programs that behave as kubeadm, kubelet and containerd do where bringup touches them, for rehearsals and tests. */
import type { Practice } from "../../driver.ts";
import { standInArtefacts } from "./artefacts.ts";
import { runStandIn } from "./process.ts";

export { standInArtefacts } from "./artefacts.ts";
export { FAILURES } from "./failure.ts";
export { createMemoryStandIn } from "./memory.ts";

export const practice: Practice = { artefacts: standInArtefacts, run: runStandIn };
