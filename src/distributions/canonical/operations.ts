import type { Handler } from "../../engine/index.ts";
import type { Driver } from "../driver.ts";
import { leave, removePeer } from "./departure.ts";
import { destroy } from "./destroy.ts";
import { emptyHandlers } from "./emptied.ts";
import { removeNodeHandler } from "./remove-node-step.ts";
import { renewCertificates, renewHandler } from "./renew.ts";
import { restore } from "./restore.ts";
import { restoreHandler } from "./restore-step.ts";
import { snapshot } from "./snapshot.ts";
import { snapshotHandler } from "./snapshot-step.ts";
import { sweepHandler } from "./sweep.ts";
import { upgrade } from "./upgrade.ts";

/** What can be done once to a cluster of it. */
export const operations: NonNullable<Driver["operations"]> = {
  destroy,
  leave,
  "remove-peer": removePeer,
  snapshot,
  restore,
  upgrade,
  "renew-certificates": renewCertificates,
};

export const operationHandlers: readonly Handler[] = [
  sweepHandler,
  ...emptyHandlers,
  removeNodeHandler,
  renewHandler,
  snapshotHandler,
  restoreHandler,
];
