import { APPROVED_CIPHERS } from "../shared/fips.ts";
import { AUDIT_LOGS, AUDIT_POLICY, ENCRYPTION } from "./paths.ts";

/** The CIS benchmark of Kubernetes as far as kubeadm leaves it open, distributions.md 5.1. */
export interface Hardened {
  readonly apiserver: readonly string[];
  readonly controllerManager: readonly string[];
  readonly scheduler: readonly string[];
  readonly kubelet: Readonly<Record<string, unknown>>;
  /** Files of the host the API server reads or writes; without one of them it never starts. */
  readonly volumes: readonly object[];
}

/**
 * Left as it is: anonymous requests, because the probes of the static pods are anonymous, and
 * certificates of the kubelet signed by the cluster, because somebody has to approve each.
 */
export function hardened(): Hardened {
  const ciphers = `tls-cipher-suites=${APPROVED_CIPHERS.join(",")}`;
  return {
    apiserver: [
      "profiling=false",
      "enable-admission-plugins=NodeRestriction",
      `audit-policy-file=${AUDIT_POLICY}`,
      `audit-log-path=${AUDIT_LOGS}/audit.log`,
      "audit-log-maxage=30",
      "audit-log-maxbackup=10",
      "audit-log-maxsize=100",
      // Below the folder of the keys, which its pod sees anyway.
      `encryption-provider-config=${ENCRYPTION}`,
      ciphers,
    ],
    controllerManager: ["profiling=false", "terminated-pod-gc-threshold=100"],
    scheduler: ["profiling=false"],
    kubelet: {
      protectKernelDefaults: true,
      readOnlyPort: 0,
      streamingConnectionIdleTimeout: "5m0s",
      tlsCipherSuites: APPROVED_CIPHERS,
    },
    volumes: [
      volume("audit-policy", AUDIT_POLICY, { readOnly: true, pathType: "File" }),
      volume("audit-logs", AUDIT_LOGS, { pathType: "DirectoryOrCreate" }),
    ],
  };
}

function volume(name: string, path: string, more: object): object {
  return { name, hostPath: path, mountPath: path, ...more };
}
