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
