import type { Handler } from "../../engine/index.ts";
import type { Driver } from "../driver.ts";
import { upgradedHandler } from "../shared/upgrade-commit.ts";
import { deleteNodeHandler } from "./delete-node-step.ts";
import { leave, removePeer } from "./departure.ts";
import { destroy } from "./destroy.ts";
import { emptyHandlers } from "./emptied.ts";
import { KUBERNETES } from "./paths.ts";
import { removeMemberHandler } from "./remove-member-step.ts";
import { renewCertificates } from "./renew.ts";
import { renewHandler } from "./renew-step.ts";
import { restartPodHandler } from "./restart-pod-step.ts";
import { restore } from "./restore.ts";
import { restoreHandler } from "./restore-step.ts";
import { snapshot } from "./snapshot.ts";
import { snapshotHandler } from "./snapshot-step.ts";
import { upgrade } from "./upgrade.ts";
import { upgradeHandler } from "./upgrade-step.ts";
import { WAIT } from "./wait.ts";

/** What can be done once to a cluster made by kubeadm. */
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
  deleteNodeHandler,
  ...emptyHandlers,
  removeMemberHandler,
  renewHandler,
  restartPodHandler,
  restoreHandler,
  snapshotHandler,
  upgradeHandler,
  upgradedHandler({ ...WAIT, data: KUBERNETES }),
];
