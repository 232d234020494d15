/** What each drive is, what is on it, and whether it would do as the main one. Pure; nothing here changes a drive. */
export { contentText, holdsEdgeSystem, mediumOn } from "./contents.ts";
export {
  type Fitness,
  healthText,
  isFailing,
  judgeDrive,
  type Reason,
  type Verdict,
} from "./fitness.ts";
export { gpuName, gpuText } from "./gpus.ts";
export { DRIVE_LIMITS, type DriveLimits } from "./limits.ts";
export {
  type DriveRow,
  driveLines,
  driveRow,
  fitnessText,
  installPath,
  isAskedFor,
  kindText,
} from "./words.ts";
