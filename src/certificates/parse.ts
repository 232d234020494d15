import { X509Certificate } from "node:crypto";
import { derProblem, pemBlocks } from "./pem.ts";

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
  /** `rsa 2048`, `ec P-256`, `ed25519`. */
  readonly key: string;
  /** As OpenSSL names it, without the key: `sha256`; empty where it is part of the key. */
  readonly digest: string;
  /** This one certificate, PEM, lines of 64. */
  readonly pem: string;
}

export interface ParsedBundle {
  readonly certificates: readonly CertificateView[];
  /** Sentences for a person, one per thing that is wrong. */
  readonly problems: readonly string[];
}

const CERTIFICATE = /^(TRUSTED |X509 )?CERTIFICATE$/;

/** A file as it lies on a stick: DER, PEM, or the base64 of either, in whatever encoding. */
export function parseCertificateFile(bytes: Uint8Array): ParsedBundle {
  if (bytes.length === 0) return onlyProblem("it is empty");
  if (bytes[0] === 0x30 && (bytes[1] ?? 0) >= 0x80) return ofDer(Buffer.from(bytes));
  return parseCertificates(decoded(bytes));
}

/**
 * Certificates as people paste them: PEM with one or several blocks and text around, the base64 of
 * such a PEM, or the base64 of DER.
 */
export function parseCertificates(given: string): ParsedBundle {
  const text = given.replace(/^\uFEFF/, "");
  const blocks = pemBlocks(text);
  if (blocks.length === 0) return parseBase64(text);
  const results = blocks.map((block) =>
    block.is === "broken" ? { problem: block.problem } : parseBlock(block.label, block.der),
  );
  return {
    certificates: unique(results.flatMap((result) => result.certificate ?? [])),
    problems: results.flatMap(({ problem }) => problem ?? []),
  };
}

function parseBase64(text: string): ParsedBundle {
  const compact = text.replace(/\s+/g, "");
  if (compact === "") return onlyProblem("it is empty");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return onlyProblem(notPem(text));
  const bytes = Buffer.from(compact, "base64");
  const inner = bytes.toString("latin1");
  if (inner.includes("-----BEGIN ")) return parseCertificates(inner);
  // DER starts with a sequence of more than 127 bytes; words without blanks do not.
  if (bytes[0] !== 0x30 || (bytes[1] ?? 0) < 0x80) return onlyProblem(notPem(text));
  return ofDer(bytes);
}

/** What it is instead, as far as it can be told. */
function notPem(text: string): string {
  if (/<(!doctype|html|head|body)\b/i.test(text)) return "this is a web page, not a certificate";
  if (/[\u2010-\u2015\u2212]{2,}|[\u2013\u2014]\s*BEGIN/.test(text))
    return "its dashes were changed by the program it was copied from: copy it as plain text";
  if (/-----\s*begin|-\s?-\s?-\s?-\s?BEGIN|BEGIN[ _]+CERTIFICATE/i.test(text))
    return "its first line must be -----BEGIN CERTIFICATE-----, with five dashes on each side";
  return "this is not a PEM certificate";
}

interface ParsedBlock {
  readonly certificate?: CertificateView;
  readonly problem?: string;
}

function parseBlock(label: string, der: Buffer): ParsedBlock {
  if (label.endsWith("PRIVATE KEY"))
    return { problem: "this is a private key, not a certificate: keep it secret" };
  if (label === "PKCS7") return { problem: "this is a PKCS #7 bundle: convert it to PEM first" };
  if (!CERTIFICATE.test(label)) return { problem: `this is a ${label.toLowerCase()}` };
  return parseDer(der);
}

function ofDer(der: Buffer): ParsedBundle {
  const { certificate, problem } = parseDer(der);
  if (certificate !== undefined) return { certificates: [certificate], problems: [] };
  return onlyProblem(problem ?? "this is not a certificate");
}

function parseDer(der: Buffer): ParsedBlock {
  const problem = derProblem(der);
  if (problem !== undefined) return { problem };
  try {
    const x509 = new X509Certificate(der);
    const validFromMs = Date.parse(x509.validFrom);
    const validToMs = Date.parse(x509.validTo);
    if (Number.isNaN(validFromMs) || Number.isNaN(validToMs))
      return { problem: "its dates cannot be read" };
    const certificate = {
      subject: nameOf(x509.subject),
      issuer: nameOf(x509.issuer),
      validFromMs,
      validToMs,
      fingerprint: x509.fingerprint256.replaceAll(":", "").toLowerCase(),
      isAuthority: x509.ca,
      isSelfSigned: x509.subject === x509.issuer,
      key: keyOf(x509),
      digest: digestOf(x509),
      pem: pemOf(x509.raw),
    };
    return { certificate };
  } catch {
    return { problem: "some of its bytes were changed: it cannot be read" };
  }
}

function keyOf({ publicKey }: X509Certificate): string {
  const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
  return [publicKey.asymmetricKeyType, modulusLength ?? namedCurve]
    .filter((part) => part !== undefined)
    .join(" ");
}

/** `sha256WithRSAEncryption`, `ecdsa-with-SHA384`: the digest within. */
function digestOf(x509: X509Certificate): string {
  return /md[245]|sha-?\d+/i.exec(x509.signatureAlgorithm ?? "")?.[0]?.toLowerCase() ?? "";
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

function decoded(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  return new TextDecoder().decode(bytes);
}

const onlyProblem = (problem: string): ParsedBundle => ({ certificates: [], problems: [problem] });
