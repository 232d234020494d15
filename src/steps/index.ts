/**
 * The shared step kinds. Each file has the parameters of one kind, its handler, and the constructor
 * that makes a `Step` of it; `STEP_HANDLERS` is what the engine is given.
 */
import type { Handler } from "../engine/index.ts";
import { artefactPlaceHandler } from "./artefact-place.ts";
import { artefactVerifyHandler } from "./artefact-verify.ts";
import { envEnsureHandler } from "./env-ensure.ts";
import { fileAbsentHandler } from "./file-absent.ts";
import { fileEnsureHandler } from "./file-ensure.ts";
import { hostnameEnsureHandler } from "./hostname-ensure.ts";
import { moduleEnsureHandler } from "./module-ensure.ts";
import { sysctlEnsureHandler } from "./sysctl-ensure.ts";
import { timezoneEnsureHandler } from "./timezone-ensure.ts";
import { trustEnsureHandler } from "./trust-ensure.ts";
import { unitEnsureHandler } from "./unit-ensure.ts";

export { artefactPlace, type PlacedArtefact } from "./artefact-place.ts";
export { type ArtefactFile, artefactVerify } from "./artefact-verify.ts";
export { defineStep, type SecretDigests, type StepOptions } from "./define-step.ts";
export { type EnvEnsureOptions, type EnvFile, envEnsure, renderEnv } from "./env-ensure.ts";
export { type ExecRequest, execChecked } from "./exec-checked.ts";
export { type AbsentFile, fileAbsent } from "./file-absent.ts";
export { type FileEnsureOptions, fileEnsure } from "./file-ensure.ts";
export { type HostName, hostnameEnsure } from "./hostname-ensure.ts";
export { type KernelModules, moduleEnsure } from "./module-ensure.ts";
export type { OwnedFile } from "./owned-file.ts";
export { type KernelSettings, settingPath, sysctlEnsure } from "./sysctl-ensure.ts";
export { asTemplateText, maskTemplate, percentEncode, secretNames } from "./template.ts";
export { type TimeZone, timezoneEnsure, zoneOf } from "./timezone-ensure.ts";
export { type TrustAnchor, type TrustAnchors, trustEnsure } from "./trust-ensure.ts";
export {
  certificateDigests,
  TRUST_STORES,
  type TrustFamily,
  type TrustStore,
} from "./trust-store.ts";
export { type UnitEnsureOptions, unitEnsure } from "./unit-ensure.ts";
export type { WantedUnit } from "./unit-state.ts";

/** Ordered by subject: files, kernel, host, units, trust, artefacts. */
export const STEP_HANDLERS: readonly Handler[] = [
  fileEnsureHandler,
  fileAbsentHandler,
  envEnsureHandler,
  moduleEnsureHandler,
  sysctlEnsureHandler,
  hostnameEnsureHandler,
  timezoneEnsureHandler,
  unitEnsureHandler,
  trustEnsureHandler,
  artefactVerifyHandler,
  artefactPlaceHandler,
];
