/** Immutable hosts of Kairos: how one was started, what it forgets, and who else sets it up. */
import type { Handler } from "../engine/index.ts";
import { persistEmitHandler } from "./persist-emit.ts";
import { persistWithdrawHandler } from "./persist-withdraw.ts";

export { renderCall } from "./again.ts";
export { BOOT_WORDS, type BootKind, observeBoot } from "./boot.ts";
export { planBoot } from "./boot-plan.ts";
export { bootConditions } from "./conditions.ts";
export {
  AFTER,
  type After,
  driveMeant,
  driveObstacle,
  eligibleDrives,
  findAgent,
  type InstallOrder,
  runInstall,
} from "./install/index.ts";
export { observeHostOwner, ownerObstacle } from "./owner.ts";
export { persistEmit } from "./persist-emit.ts";
export { leftOn, persistWithdraw } from "./persist-withdraw.ts";
export { documentedLayout, isClassified, observeLayout, survives } from "./persistence.ts";
export { bootObstacle, joined, planImmutable } from "./plan.ts";

export const KAIROS_HANDLERS: readonly Handler[] = [persistEmitHandler, persistWithdrawHandler];
