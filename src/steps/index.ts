/**
 * The shared step kinds. Each file has the parameters of one kind, its handler, and the constructor
 * that makes a `Step` of it; `STEP_HANDLERS` is what the engine is given.
 */
import type { Handler } from "../engine/index.ts";
import { argumentEnsureHandler } from "./argument-ensure.ts";
import { artefactPlaceHandler } from "./artefact-place.ts";
import { artefactVerifyHandler } from "./artefact-verify.ts";
import { bootWordsEnsureHandler } from "./boot-words-ensure.ts";
import { envEnsureHandler } from "./env-ensure.ts";
import { fileAbsentHandler } from "./file-absent.ts";
import { fileEnsureHandler } from "./file-ensure.ts";
import { hostnameEnsureHandler } from "./hostname-ensure.ts";
import { labelEnsureHandler } from "./label-ensure.ts";
import { modeEnsureHandler } from "./mode-ensure.ts";
import { moduleEnsureHandler } from "./module-ensure.ts";
import { sysctlEnsureHandler } from "./sysctl-ensure.ts";
import { timezoneEnsureHandler } from "./timezone-ensure.ts";
import { trustEnsureHandler } from "./trust-ensure.ts";
import { unitEnsureHandler } from "./unit-ensure.ts";

export { argumentEnsure } from "./argument-ensure.ts";
export { artefactPlace } from "./artefact-place.ts";
export { artefactVerify } from "./artefact-verify.ts";
export { bootWordsEnsure } from "./boot-words-ensure.ts";
export type { SecretDigests } from "./define-step.ts";
export { envEnsure, renderEnv } from "./env-ensure.ts";
export { fileAbsent } from "./file-absent.ts";
export { fileEnsure } from "./file-ensure.ts";
export { hostnameEnsure } from "./hostname-ensure.ts";
export { labelEnsure } from "./label-ensure.ts";
export { diffLines } from "./line-diff.ts";
export { modeEnsure } from "./mode-ensure.ts";
export { moduleEnsure } from "./module-ensure.ts";
export { missingFolders } from "./saved-file.ts";
export { settingPath, sysctlEnsure } from "./sysctl-ensure.ts";
export { asTemplateText, maskTemplate, percentEncode } from "./template.ts";
export { timezoneEnsure, zoneOf } from "./timezone-ensure.ts";
export { type TrustAnchor, trustEnsure } from "./trust-ensure.ts";
export { certificateDigests, TRUST_STORES, type TrustFamily } from "./trust-store.ts";
export { unitEnsure } from "./unit-ensure.ts";

/** Ordered by subject: files, kernel, host, units, trust, artefacts. */
export const STEP_HANDLERS: readonly Handler[] = [
  fileEnsureHandler,
  fileAbsentHandler,
  envEnsureHandler,
  argumentEnsureHandler,
  modeEnsureHandler,
  labelEnsureHandler,
  moduleEnsureHandler,
  sysctlEnsureHandler,
  bootWordsEnsureHandler,
  hostnameEnsureHandler,
  timezoneEnsureHandler,
  unitEnsureHandler,
  trustEnsureHandler,
  artefactVerifyHandler,
  artefactPlaceHandler,
];
