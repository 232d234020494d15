import type { DriverChecks } from "../driver-checks.ts";
import { removedMember, versionStepCheck } from "../shared/host-checks.ts";
import { K3S } from "./kind.ts";
import { DATA, DATABASE, FOREIGN, TLS } from "./paths.ts";

/** distributions.md 2.4, 3.1 and 9. */
export const HOST_CHECKS: DriverChecks = {
  checks: [removedMember(K3S), versionStepCheck(K3S)],
  leftovers: [
    { path: DATABASE, owner: "an earlier K3s" },
    ...FOREIGN.map(({ path, what }) => ({ path, owner: what })),
  ],
  ports: [
    { port: 6444, use: "balancer of the agent" },
    { port: 8472, protocol: "udp", use: "tunnels of Flannel" },
    { port: 10010, use: "streams of containerd" },
  ],
  certificatePlaces: [TLS, `${DATA}/agent`],
  kubeconfig: K3S.kubeconfig,
  engineSocket: "/run/k3s/containerd/containerd.sock",
};
