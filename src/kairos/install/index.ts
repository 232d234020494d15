export { driveMeant, driveObstacle, eligibleDrives } from "./drives.ts";
export { AFTER, type After, type InstallOrder } from "./order.ts";
export { findAgent, runInstall } from "./run.ts";
