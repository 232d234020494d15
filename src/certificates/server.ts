import type { HandshakeOutcome, HostView, HttpProxy } from "../engine/index.ts";
import { type CertificateFinding, type FoundCertificate, findingOf } from "./finding.ts";
import { parseCertificateFile, parseCertificates } from "./parse.ts";

export interface LookOptions {
  readonly url: URL;
  readonly proxy?: HttpProxy;
  readonly alsoTrust?: string;
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

const SHAKE_MS = 15_000;
const MAX_FILE_BYTES = 1024 * 1024;

/**
 * The chain a server presents, or the certificate that lies at a path of it. Only looks: a download is
 * not believed because it came, its fingerprint is for a person to compare.
 */
export async function lookAtUrl(host: HostView, look: LookOptions): Promise<CertificateFinding> {
  const isFile = look.url.protocol === "http:" || look.url.pathname !== "/";
  return isFile ? await download(host, look) : await chainOf(host, look);
}

async function download(
  host: HostView,
  { url, proxy, nowMs, signal }: LookOptions,
): Promise<CertificateFinding> {
  const outcome = await host.http.get({
    url: url.href,
    tls: { acceptAny: true },
    maxBytes: MAX_FILE_BYTES,
    signal,
    ...(proxy === undefined ? {} : { proxy }),
  });
  if (outcome.is === "failed") return nothing(outcome.why);
  if (outcome.status !== 200) return nothing(`${url.host} answers with status ${outcome.status}`);
  return findingOf(parseCertificateFile(outcome.body), { nowMs });
}

async function chainOf(
  host: HostView,
  { url, proxy, alsoTrust, nowMs, signal }: LookOptions,
): Promise<CertificateFinding> {
  const shake = await host.handshake({
    target: { host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port || 443) },
    timeoutMs: SHAKE_MS,
    signal,
    ...(proxy === undefined ? {} : { proxy }),
    ...(alsoTrust === undefined ? {} : { alsoTrust }),
  });
  if (shake.is === "failed") return nothing(shake.why);
  const finding = findingOf(parseCertificates(shake.chain.join("\n")), { nowMs });
  const { found } = finding;
  const toTrust = isRefusedForTrust(shake) ? anchorOf(found)?.view.fingerprint : undefined;
  return {
    ...finding,
    // Only the one to be trusted has to be an authority; those under it are what they are.
    found: found.map((one) => (one.view.fingerprint === toTrust ? one : withoutFlagWarning(one))),
    verdict: verdictOf(shake, toTrust !== undefined),
    ...(toTrust === undefined ? {} : { toTrust }),
  };
}

/** The last authority of the chain; a server that only vouches for itself, itself. */
function anchorOf(found: readonly FoundCertificate[]): FoundCertificate | undefined {
  const last = found.findLast(({ view }) => view.isAuthority);
  const [only] = found;
  return last ?? (only?.view.isSelfSigned ? only : undefined);
}

const NOT_TRUSTED = /SELF_SIGNED|UNABLE_TO_|INVALID_CA|CERT_UNTRUSTED/;

function isRefusedForTrust({ refusal }: Extract<HandshakeOutcome, { is: "shaken" }>): boolean {
  return refusal !== undefined && NOT_TRUSTED.test(refusal);
}

function verdictOf(
  { refusal }: Extract<HandshakeOutcome, { is: "shaken" }>,
  canTrust: boolean,
): string {
  if (refusal === undefined) return "This host believes this server.";
  if (refusal === "ERR_TLS_CERT_ALTNAME_INVALID")
    return "The certificate is for another name: no authority can mend that.";
  if (refusal === "CERT_HAS_EXPIRED") return "A certificate has expired: compare the clock first.";
  if (refusal === "CERT_NOT_YET_VALID")
    return "A certificate is not valid yet: compare the clock first.";
  if (!NOT_TRUSTED.test(refusal)) return `The server is not believed: ${refusal}.`;
  return canTrust
    ? "This server is not believed here: its authority is not known."
    : "This server is not believed, and shows no authority: ask its owner for the certificate.";
}

function withoutFlagWarning(found: FoundCertificate): FoundCertificate {
  return { ...found, warnings: found.warnings.filter((text) => !text.includes("no CA flag")) };
}

const nothing = (problem: string): CertificateFinding => ({ found: [], problems: [problem] });
