import type { ClusterOperationRequest } from "../driver.ts";
import { destroyPlan } from "../shared/destroy.ts";
import * as shared from "../shared/sweep.ts";
import { K3S } from "./kind.ts";
import {
  AGENT_ENV_FILE,
  AGENT_UNIT_FILE,
  BINARY,
  ENV_FILE,
  KUBECONFIG,
  UNIT_FILE,
} from "./paths.ts";

const INVENTORY = {
  files: [KUBECONFIG],
  placed: [UNIT_FILE, ENV_FILE, AGENT_UNIT_FILE, AGENT_ENV_FILE, BINARY],
  kernel: [
    "/etc/sysctl.d/90-bringup-k3s.conf",
    "/etc/sysctl.d/90-kubelet.conf",
    "/etc/modules-load.d/bringup-k3s.conf",
  ],
};

export const destroy = (request: ClusterOperationRequest) => destroyPlan(K3S, INVENTORY, request);
export const sweepHandler = shared.sweepHandler(K3S);
