import { minorOf } from "../shared/versions.ts";
import { AUDIT_POLICY, POD_SECURITY } from "./paths.ts";

/** Read from here by systemd at every boot; the name under which RKE2 ships the same values. */
export const CIS_SYSCTLS = "/etc/sysctl.d/60-rke2-cis.conf";

/** distributions.md 4.2. The profile brings flags and file modes; its own audit policy records nothing. */
export function hardenedConfig(version: string) {
  return {
    flags: {
      profile: "cis",
      "audit-policy-file": AUDIT_POLICY,
      "pod-security-admission-config-file": POD_SECURITY,
    },
    apiserver: minorOf(version) >= 29 ? ["service-account-extend-token-expiration=false"] : [],
  };
}

export function renderAuditPolicy(): string {
  return `apiVersion: audit.k8s.io/v1
kind: Policy
rules:
  - level: Metadata
`;
}

/** System namespaces and those of the network are exempt: their pods need the host. */
export function renderPodSecurity(): string {
  return `apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
  - name: PodSecurity
    configuration:
      apiVersion: pod-security.admission.config.k8s.io/v1
      kind: PodSecurityConfiguration
      defaults:
        enforce: restricted
        enforce-version: latest
        audit: restricted
        audit-version: latest
        warn: restricted
        warn-version: latest
      exemptions:
        usernames: []
        runtimeClasses: []
        namespaces: [kube-system, kube-flannel, calico-system, tigera-operator]
`;
}
