import type { DriverChecks } from "../driver-checks.ts";
import { FOREIGN } from "./ownership.ts";
import { ADMIN_CONF, ENGINE_FOLDER, ETCD_PKI, PKI, SNAP_DATA, STATE } from "./paths.ts";

/** distributions.md 2.4, 6.2 and 9. */
export const HOST_CHECKS: DriverChecks = {
  checks: [],
  leftovers: [
    ...FOREIGN.map(({ path, what }) => ({ path, owner: what })),
    { path: `${SNAP_DATA}/common/args/kubelet`, owner: "an earlier node of Canonical Kubernetes" },
  ],
  ports: [
    { port: 6400, use: "k8sd, the cluster's own API" },
    { port: 10249, use: "metrics of kube-proxy" },
    { port: 10256, use: "health of kube-proxy" },
  ],
  certificatePlaces: [PKI, ETCD_PKI, STATE],
  kubeconfig: ADMIN_CONF,
  engineSocket: `${ENGINE_FOLDER}/containerd.sock`,
};
