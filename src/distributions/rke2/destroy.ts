import type { ClusterOperationRequest } from "../driver.ts";
import { destroyPlan } from "../shared/destroy.ts";
import * as shared from "../shared/sweep.ts";
import { CIS_SYSCTLS } from "./hardening.ts";
import { UNMANAGED } from "./host-files.ts";
import { RKE2 } from "./kind.ts";
import { AGENT_UNIT, AGENT_UNIT_FILE, envFile, PREFIX, UNIT, UNIT_FILE } from "./paths.ts";

/** As its archive brings them, distributions.md 4.3. */
const UNPACKED = [
  ...["rke2", "rke2-killall.sh", "rke2-uninstall.sh"].map((name) => `${PREFIX}/bin/${name}`),
  ...["rke2-server.service", "rke2-server.env", "rke2-agent.service", "rke2-agent.env"].map(
    (name) => `${PREFIX}/lib/systemd/system/${name}`,
  ),
  `${PREFIX}/share/rke2`,
];

const INVENTORY = {
  files: [
    "/etc/rancher/rke2",
    ...[UNIT, AGENT_UNIT].flatMap((unit) => [envFile(false, unit), envFile(true, unit)]),
    UNMANAGED.path,
  ],
  placed: [UNIT_FILE, AGENT_UNIT_FILE, ...UNPACKED],
  kernel: [
    "/etc/sysctl.d/90-bringup-rke2.conf",
    CIS_SYSCTLS,
    "/etc/modules-load.d/bringup-rke2.conf",
  ],
  stays: [
    { title: "The user etcd, where the CIS profile made it", reason: "it owns nothing then" },
  ],
};

export const destroy = (request: ClusterOperationRequest) => destroyPlan(RKE2, INVENTORY, request);
export const sweepHandler = shared.sweepHandler(RKE2);
