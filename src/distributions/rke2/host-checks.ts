import type { DriverChecks } from "../driver-checks.ts";
import { removedMember, versionStepCheck } from "../shared/host-checks.ts";
import { RKE2 } from "./kind.ts";
import { AGENT_LINK, DATA, TLS } from "./paths.ts";

/** distributions.md 2.4, 4.1 and 9. */
export const HOST_CHECKS: DriverChecks = {
  checks: [removedMember(RKE2), versionStepCheck(RKE2)],
  // Its data is among the traces that every other distribution is held to.
  leftovers: [{ path: AGENT_LINK, owner: "an agent of RKE2" }],
  ports: [
    { port: 9345, use: "supervisor, for whoever joins" },
    { port: 6444, use: "balancer of the agent" },
    { port: 8472, protocol: "udp", use: "tunnels of the pod network" },
    { port: 9099, use: "health of Canal" },
    { port: 10010, use: "streams of containerd" },
  ],
  certificatePlaces: [TLS, `${DATA}/agent`],
  kubeconfig: RKE2.kubeconfig,
  engineSocket: "/run/k3s/containerd/containerd.sock",
};
