import type { CertificateView } from "./parse.ts";

/** A key that was no longer to be used even when old machines were new (NIST SP 800-131A). */
const MIN_RSA_BITS = 2048;
const SOON_MS = 30 * 86_400_000;

/** What a person should know before they trust it, one sentence each; most are no reason against it. */
export function certificateWarnings(view: CertificateView, nowMs: number): readonly string[] {
  return [
    ...dateWarnings(view, nowMs),
    ...(view.isAuthority
      ? []
      : ["It is no authority (no CA flag): it vouches for itself alone, not for others."]),
    ...keyWarnings(view),
  ];
}

function dateWarnings({ validFromMs, validToMs }: CertificateView, nowMs: number) {
  const clock = `This host's clock says ${day(nowMs)}, which may be wrong.`;
  if (validToMs < nowMs) return [`It expired on ${day(validToMs)}. ${clock}`];
  if (validFromMs > nowMs) return [`It is valid only from ${day(validFromMs)}. ${clock}`];
  if (validToMs < nowMs + SOON_MS) return [`It expires soon, on ${day(validToMs)}.`];
  return [];
}

function keyWarnings({ key, digest, isSelfSigned }: CertificateView): readonly string[] {
  const [, bits = ""] = /^(?:rsa|rsa-pss|dsa|dh) (\d+)$/.exec(key) ?? [];
  const isShort = bits !== "" && Number(bits) < MIN_RSA_BITS;
  const isForgeable = /^(md[245]|sha-?1)$/.test(digest);
  // Nobody checks the signature a root made of itself: it tells its age.
  const because = isSelfSigned ? "the authority is an old one" : "it can be forged";
  return [
    ...(isShort ? [`Its key is weak: ${key} bits, at least ${MIN_RSA_BITS} are safe.`] : []),
    ...(isForgeable ? [`Its signature is weak, ${digest}: ${because}.`] : []),
  ];
}

/** `2026-11-21`, UTC. */
function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
