import type { HostView } from "../engine/index.ts";
import type { ProxySpec } from "../spec/index.ts";

/** What a proxy is spoken to in; `unknown`: nobody answered, or not clearly. */
export type ProxyScheme = "http" | "https" | "unknown";

/** A scheme that was written and does not work, and the one that does. */
export interface SchemeCorrection {
  readonly field: "http" | "https";
  /** As the document has it. */
  readonly written: string;
  readonly works: string;
}

const PROBE_MS = 3_000;

/**
 * Sites write https:// for a proxy that speaks plain CONNECT, because it is "the proxy for https".
 * Looks at what it speaks; nothing of the login is sent.
 */
export async function probeScheme(
  host: HostView,
  address: string,
  signal: AbortSignal,
): Promise<ProxyScheme> {
  const url = URL.parse(address);
  if (url === null) return "unknown";
  const plain = async () => {
    const request = { url: `http://${url.hostname}:${portOf(url)}/`, timeoutMs: PROBE_MS, signal };
    const outcome = await host.http.get(request);
    if (outcome.is === "failed") return /^(protocol|too-large)$/.test(outcome.at) ? "odd" : "down";
    // Some TLS servers answer plain requests: with 400, to say what is wrong.
    return outcome.status === 400 ? "odd" : "answered";
  };
  const first = url.protocol === "http:" ? await plain() : undefined;
  if (first === "answered") return "http";
  if (first === "down") return "unknown";
  const target = { host: url.hostname.replace(/^\[|\]$/g, ""), port: portOf(url) };
  const shake = await host.handshake({ target, timeoutMs: PROBE_MS, signal });
  if (shake.is === "shaken") return "https";
  // One that waits for the end of a line is silent to a TLS greeting: tinyproxy.
  if (shake.at !== "tls" || shake.code === "CANCELLED") return "unknown";
  return (first ?? (await plain())) === "down" ? "unknown" : "http";
}

/** Pure: the section as it works, and what was corrected. What is not clear stays as written. */
export function correctSchemes(
  proxy: ProxySpec,
  schemeOf: (address: string) => ProxyScheme,
): { readonly proxy: ProxySpec; readonly corrections: readonly SchemeCorrection[] } {
  const corrections = (["http", "https"] as const).flatMap((field) => {
    const written = proxy[field];
    if (written === undefined) return [];
    const scheme = schemeOf(written);
    const works = written.replace(/^https?(?=:)/i, scheme);
    return scheme === "unknown" || works === written ? [] : [{ field, written, works }];
  });
  const corrected = Object.fromEntries(corrections.map(({ field, works }) => [field, works]));
  return { proxy: { ...proxy, ...corrected }, corrections };
}

/** One sentence without a full stop. */
export function correctionText({ written, works }: SchemeCorrection): string {
  const how = works.startsWith("http:") ? "speaks plain HTTP" : "speaks TLS";
  return `${URL.parse(written)?.host ?? written} ${how}: ${works} is used`;
}

function portOf({ port, protocol }: URL): number {
  if (port !== "") return Number(port);
  return protocol === "https:" ? 443 : 80;
}
