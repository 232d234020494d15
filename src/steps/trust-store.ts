import { createHash } from "node:crypto";
import type { Argv } from "../engine/index.ts";

/** Where a family of systems keeps certificates of its own, and how it takes them up. */
interface TrustStore {
  readonly anchors: string;
  /** One file with everything trusted, PEM; the first that exists counts. */
  readonly bundles: readonly string[];
  readonly update: Argv;
  /** Package that brings the update tool. */
  readonly package: string;
}

/** Sources: update-ca-certificates(8) of Debian and SUSE, update-ca-trust(8) of Fedora. */
export const TRUST_STORES = {
  debian: {
    anchors: "/usr/local/share/ca-certificates",
    bundles: ["/etc/ssl/certs/ca-certificates.crt"],
    update: ["update-ca-certificates"],
    package: "ca-certificates",
  },
  rhel: {
    anchors: "/etc/pki/ca-trust/source/anchors",
    bundles: ["/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"],
    update: ["update-ca-trust"],
    package: "ca-certificates",
  },
  suse: {
    anchors: "/etc/pki/trust/anchors",
    bundles: ["/var/lib/ca-certificates/ca-bundle.pem", "/etc/ssl/ca-bundle.pem"],
    update: ["update-ca-certificates"],
    package: "ca-certificates",
  },
} as const satisfies Record<string, TrustStore>;

export type TrustFamily = keyof typeof TRUST_STORES;

const BLOCK =
  /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----([\s\S]*?)-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

/** SHA-256 over the DER of every certificate in a PEM text, hex, in order. */
export function certificateDigests(pem: string): readonly string[] {
  return [...pem.matchAll(BLOCK)].map(([, body = ""]) =>
    createHash("sha256").update(Buffer.from(body, "base64")).digest("hex"),
  );
}
