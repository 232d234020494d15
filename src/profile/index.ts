/** Layers of a cluster beyond its distribution: read, asked for, applied in order, waited for, watched. */
import type { Handler } from "../engine/index.ts";
import { applyLayerHandler } from "./apply-step.ts";
import { importFolderHandler } from "./import-step.ts";
import { readyHandler } from "./ready-step.ts";

export { profileConditions } from "./conditions.ts";
export { type FoundProfile, findProfiles, foundIn } from "./found.ts";
export { observeLayers, observeRecords, type SeenLayer } from "./observe.ts";
export { packFolder, packProfile } from "./pack.ts";
export { type ClusterMet, type ProfilePlanRequest, planProfile } from "./plan.ts";
export { planAnyImport, profilesOn } from "./plan-import.ts";
export { practiceProfile } from "./practice.ts";
export { type Profile, type ProfileProblem, type ProfileRead, readProfile } from "./read.ts";
export type { Layer, Variable } from "./schema.ts";
export { type GivenValues, judgeValues, valueProblem as variableProblem } from "./variables.ts";
export { type LayerState, type LayerView, layerViews } from "./view.ts";

export const PROFILE_HANDLERS: readonly Handler[] = [
  applyLayerHandler,
  importFolderHandler,
  readyHandler,
];
