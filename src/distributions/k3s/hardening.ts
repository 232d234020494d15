import { APPROVED_CIPHERS } from "../shared/fips.ts";
import { renderPodSecurity } from "../shared/hardening.ts";
import { minorOf } from "../shared/versions.ts";
import { SERVER } from "./paths.ts";

/** The CIS profile of K3s, distributions.md 3.1; the hardening guide of K3s for 1.29 and newer. */
export interface Hardened {
  readonly flags: Readonly<Record<string, unknown>>;
  readonly apiserver: readonly string[];
  readonly controllerManager: readonly string[];
  readonly kubelet: readonly string[];
}

export const AUDIT_POLICY = `${SERVER}/audit.yaml`;
export const ADMISSION = `${SERVER}/psa.yaml`;
export const AUDIT_LOGS = `${SERVER}/logs`;

export function hardenedConfig(version: string): Hardened {
  return {
    flags: { "protect-kernel-defaults": true, "secrets-encryption": true },
    apiserver: [
      "enable-admission-plugins=NodeRestriction,EventRateLimit",
      `admission-control-config-file=${ADMISSION}`,
      `audit-log-path=${AUDIT_LOGS}/audit.log`,
      `audit-policy-file=${AUDIT_POLICY}`,
      "audit-log-maxage=30",
      "audit-log-maxbackup=10",
      "audit-log-maxsize=100",
      ...(minorOf(version) >= 29 ? ["service-account-extend-token-expiration=false"] : []),
    ],
    controllerManager: [`terminated-pod-gc-threshold=${minorOf(version) >= 29 ? 100 : 10}`],
    kubelet: [
      "streaming-connection-idle-timeout=5m",
      `tls-cipher-suites=${APPROVED_CIPHERS.join(",")}`,
    ],
  };
}

/** What pods may do, and how many events a broken one may write. */
export function renderAdmission(): string {
  return `${renderPodSecurity()}  - name: EventRateLimit
    configuration:
      apiVersion: eventratelimit.admission.k8s.io/v1alpha1
      kind: Configuration
      limits:
        - type: Server
          qps: 5000
          burst: 20000
`;
}
