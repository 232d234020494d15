import { defineCheck, pass, skip, warn } from "../../checks/index.ts";
import type { DriverChecks } from "../driver-checks.ts";
import { versionStepCheck } from "../shared/host-checks.ts";
import { FOREIGN } from "./ownership.ts";
import {
  ADMIN_CONF,
  CONTAINERD_CONFIG,
  ETCD_PKI,
  KUBELET,
  PKI,
  PROGRAMS,
  SOCKET,
} from "./paths.ts";
import { versionIn } from "./version.ts";

const criPlugin = defineCheck({
  id: "kubernetes.cri-plugin",
  title: "Container engine serves Kubernetes",
  group: "kubernetes",
  needs: [],
  when: "before a cluster",
  severity: "warn",
  threshold: "containerd does not switch its CRI plugin off",
  source: "kubernetes.io, Container Runtimes",
  async run(_, { host }) {
    const text = await host.files.readText(CONTAINERD_CONFIG);
    if (text === undefined) return skip("containerd is not configured");
    const line = /^\s*disabled_plugins\s*=.*\bcri\b.*$/m.exec(text)?.[0];
    const evidence = [`${CONTAINERD_CONFIG}: ${line?.trim() ?? "no disabled_plugins with cri"}`];
    if (line === undefined) return pass("on", { evidence });
    return warn("switched off", {
      code: "CRI_DISABLED",
      expected: "on",
      remedy: `Nothing before a cluster: ${CONTAINERD_CONFIG} is written anew. Else take "cri" out of disabled_plugins.`,
      why: "The package of Docker switches it off, and then no pod can start.",
      evidence,
    });
  },
});

/** distributions.md 2.4, 5.1 and 9. */
export const HOST_CHECKS: DriverChecks = {
  checks: [criPlugin, versionStepCheck({ program: `${PROGRAMS}/kubelet`, versionIn })],
  leftovers: [
    ...FOREIGN.map(({ path, what }) => ({ path, owner: what })),
    { path: "/etc/kubernetes/kubelet.conf", owner: "an earlier node of kubeadm" },
  ],
  ports: [
    { port: 2381, use: "health of etcd" },
    { port: 10249, use: "metrics of kube-proxy" },
  ],
  certificatePlaces: [PKI, ETCD_PKI, `${KUBELET}/pki`],
  kubeconfig: ADMIN_CONF,
  engineSocket: SOCKET,
};
