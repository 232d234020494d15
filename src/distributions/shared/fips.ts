import type { EdgeHost } from "../../spec/index.ts";

/** Suites of TLS 1.2 with algorithms that FIPS 140 approves; those of TLS 1.3 the build itself restricts. */
export const APPROVED_CIPHERS: readonly string[] = [
  "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
  "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
  "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
  "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
];

export const OLDEST_TLS = "VersionTLS12";

/** Arguments of whatever serves TLS in Kubernetes: API server, kubelet, controller manager, scheduler. */
export const FIPS_ARGUMENTS: readonly string[] = [
  `tls-min-version=${OLDEST_TLS}`,
  `tls-cipher-suites=${APPROVED_CIPHERS.join(",")}`,
];

/** Asked for as a feature of the host; whether the kernel and the build do their part is checked elsewhere. */
export function wantsFips({ spec }: EdgeHost): boolean {
  return spec.checks?.features?.includes("fips") === true;
}
