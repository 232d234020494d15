import { renderAuditPolicy, renderPodSecurity } from "../shared/hardening.ts";
import { AUDIT_LOGS, NODE_FILES } from "./paths.ts";

/** The CIS benchmark of Kubernetes as far as the snap leaves it open; its hardening guide. */
export interface Hardened {
  readonly apiserver: readonly string[];
  readonly controllerManager: readonly string[];
  readonly scheduler: readonly string[];
  readonly kubelet: readonly string[];
  /** By the name the node keeps them under. */
  readonly files: Readonly<Record<string, string>>;
}

const AUDIT_POLICY = "bringup-audit-policy.yaml";
const ADMISSION = "bringup-admission.yaml";

export function hardened(): Hardened {
  return {
    apiserver: [
      "profiling=false",
      `audit-policy-file=${NODE_FILES}/${AUDIT_POLICY}`,
      `audit-log-path=${AUDIT_LOGS}/audit.log`,
      "audit-log-maxage=30",
      "audit-log-maxbackup=10",
      "audit-log-maxsize=100",
      `admission-control-config-file=${NODE_FILES}/${ADMISSION}`,
    ],
    controllerManager: ["profiling=false", "terminated-pod-gc-threshold=100"],
    scheduler: ["profiling=false"],
    kubelet: ["protect-kernel-defaults=true", "streaming-connection-idle-timeout=5m"],
    files: { [AUDIT_POLICY]: renderAuditPolicy(), [ADMISSION]: renderPodSecurity() },
  };
}
