import { type CertificateView, parseCertificates } from "../certificates/index.ts";

/** What OpenSSL and Node say about dates (x509_vfy.h). */
const DATE_REFUSALS = /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/;

export function isAboutDates(refusal: string | undefined): boolean {
  return refusal !== undefined && DATE_REFUSALS.test(refusal);
}

/** As presented, the server's own first. */
export function readChain(pems: readonly string[]): readonly CertificateView[] {
  return pems.flatMap((pem) => parseCertificates(pem).certificates.slice(0, 1));
}

/** The certificate whose dates do not hold at this time; absent: all do. */
export function outOfDate(
  chain: readonly CertificateView[],
  atMs: number,
): CertificateView | undefined {
  return chain.find(({ validFromMs, validToMs }) => atMs < validFromMs || atMs > validToMs);
}

/** `plane.corp.test < Corp CA < Corp Root`, then dates and the fingerprint of the last. */
export function describeChain(chain: readonly CertificateView[]): readonly string[] {
  const [own] = chain;
  const last = chain.at(-1);
  if (own === undefined || last === undefined) return ["no certificate was presented"];
  const names = chain.map(({ subject }) => subject);
  const issuer = last.isSelfSigned ? [] : [`${last.issuer} (not presented)`];
  return [
    `chain: ${[...names, ...issuer].join(" < ")}`,
    `${own.subject} is valid ${dayOf(own.validFromMs)} to ${dayOf(own.validToMs)}`,
    `SHA-256 of ${last.subject}: ${grouped(last.fingerprint)}`,
  ];
}

/** UTC, to the minute: `2026-01-31 12:00`. */
export function timeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** Enough to compare by eye over a telephone. */
function grouped(fingerprint: string): string {
  return (fingerprint.slice(0, 32).match(/.{4}/g) ?? []).join(" ");
}
