import type { Handler, HostView } from "../../engine/index.ts";
import type { Driver } from "../driver.ts";
import type { Operated } from "../shared/operation-plan.ts";
import { renewPlan } from "../shared/renew.ts";
import { renewHandler } from "../shared/renew-handler.ts";
import { restorePlan } from "../shared/restore.ts";
import { restoreHandler } from "../shared/restore-handler.ts";
import { snapshotPlan } from "../shared/snapshot.ts";
import { snapshotHandler } from "../shared/snapshot-handler.ts";
import { observeSnapshots } from "../shared/snapshot-set.ts";
import { upgradeHandlers, upgradePlan } from "../shared/upgrade.ts";
import { RKE2 } from "./kind.ts";
import { plan } from "./plan.ts";
import { WAITS } from "./wait.ts";

const OPERATED: Operated = { kind: RKE2, waits: WAITS };

/** What is done to a cluster that goes on. */
export const operations: NonNullable<Driver["operations"]> = {
  snapshot: (request) => snapshotPlan(OPERATED, request),
  "renew-certificates": (request) => renewPlan(OPERATED, request),
  restore: (request) => restorePlan(OPERATED, request),
  upgrade: (request) => upgradePlan({ ...OPERATED, plan }, request),
};

export const operationHandlers: readonly Handler[] = [
  snapshotHandler(RKE2),
  restoreHandler(RKE2),
  renewHandler(RKE2),
  ...upgradeHandlers(OPERATED),
];

export const snapshots = (host: HostView) => observeSnapshots(host, RKE2);
