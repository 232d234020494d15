import { X509Certificate } from "node:crypto";

/** One certificate as a person compares it. */
export interface CertificateView {
  readonly subject: string;
  readonly issuer: string;
  /** Wall time. */
  readonly validFromMs: number;
  readonly validToMs: number;
  /** SHA-256 over the DER, lower-case hex. */
  readonly fingerprint: string;
  readonly isAuthority: boolean;
  readonly isSelfSigned: boolean;
  /** This one certificate, PEM, lines of 64. */
  readonly pem: string;
}

export interface ParsedBundle {
  readonly certificates: readonly CertificateView[];
  /** Sentences for a person, one per thing that is wrong. */
  readonly problems: readonly string[];
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g;
const CERTIFICATE = /^(TRUSTED |X509 )?CERTIFICATE$/;

/**
 * Certificates as people paste them: PEM with one or several blocks and text around, the base64 of
 * such a PEM, or the base64 of DER.
 */
export function parseCertificates(text: string): ParsedBundle {
  const blocks = [...text.matchAll(BLOCK)];
  if (blocks.length === 0) return parseBase64(text);
  const results = blocks.map(([, label = "", body = ""]) => parseBlock(label, body));
  const problems = results.flatMap(({ problem }) => problem ?? []);
  // An end without a beginning, or the reverse, is a block cut in half.
  const marks = text.match(/-----(BEGIN|END) /g)?.length ?? 0;
  return {
    certificates: unique(results.flatMap(({ certificate }) => certificate ?? [])),
    problems: marks === 2 * blocks.length ? problems : [...problems, "a block is cut off"],
  };
}

function parseBase64(text: string): ParsedBundle {
  const compact = text.replace(/\s+/g, "");
  if (/-----(BEGIN|END) /.test(text)) return { certificates: [], problems: ["a block is cut off"] };
  if (compact === "" || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact))
    return { certificates: [], problems: ["this is not a PEM certificate"] };
  const bytes = Buffer.from(compact, "base64");
  const inner = bytes.toString("latin1");
  if (inner.includes("-----BEGIN ")) return parseCertificates(inner);
  // DER starts with a sequence of more than 127 bytes; words without blanks do not.
  if (bytes[0] !== 0x30 || (bytes[1] ?? 0) < 0x80)
    return { certificates: [], problems: ["this is not a PEM certificate"] };
  const { certificate, problem } = parseDer(bytes);
  if (certificate !== undefined) return { certificates: [certificate], problems: [] };
  return { certificates: [], problems: [problem ?? "this is not a certificate"] };
}

interface ParsedBlock {
  readonly certificate?: CertificateView;
  readonly problem?: string;
}

function parseBlock(label: string, body: string): ParsedBlock {
  if (label.endsWith("PRIVATE KEY"))
    return { problem: "this is a private key, not a certificate: keep it secret" };
  if (label === "PKCS7") return { problem: "this is a PKCS #7 bundle: convert it to PEM first" };
  if (!CERTIFICATE.test(label)) return { problem: `this is a ${label.toLowerCase()}` };
  return parseDer(Buffer.from(body.replace(/\s+/g, ""), "base64"));
}

function parseDer(der: Buffer): ParsedBlock {
  try {
    const x509 = new X509Certificate(der);
    return {
      certificate: {
        subject: nameOf(x509.subject),
        issuer: nameOf(x509.issuer),
        validFromMs: Date.parse(x509.validFrom),
        validToMs: Date.parse(x509.validTo),
        fingerprint: x509.fingerprint256.replaceAll(":", "").toLowerCase(),
        isAuthority: x509.ca,
        isSelfSigned: x509.subject === x509.issuer,
        pem: pemOf(x509.raw),
      },
    };
  } catch {
    return { problem: "a certificate is damaged or cut off" };
  }
}

/** The common name, else the organisation, else all of it on one line. */
function nameOf(distinguished: string | undefined): string {
  const parts = (distinguished ?? "").split("\n");
  const of = (key: string) => parts.find((part) => part.startsWith(key))?.slice(key.length);
  return of("CN=") ?? of("O=") ?? parts.join(", ");
}

function pemOf(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

function unique(certificates: readonly CertificateView[]): readonly CertificateView[] {
  const seen = new Set<string>();
  return certificates.filter(({ fingerprint }) => !seen.has(fingerprint) && seen.add(fingerprint));
}
