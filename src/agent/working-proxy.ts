import type { HostView } from "../engine/index.ts";
import {
  correctSchemes,
  observeProxy,
  type ProxyScheme,
  probeScheme,
  type SchemeCorrection,
} from "../proxy/index.ts";
import type { EdgeHost } from "../spec/index.ts";

interface Known {
  readonly scheme: ProxyScheme;
  readonly atMs: number;
}

/** The document as it works on this site. */
export interface WorkingDocument {
  readonly document: EdgeHost;
  readonly corrections: readonly SchemeCorrection[];
}

/** A proxy is not asked more often than this, milliseconds. */
const KEPT_MS = 60_000;

const remembered = new WeakMap<HostView, Map<string, Known>>();

/**
 * Finds out which scheme the proxies of a document are spoken to in. What is written on the host
 * already decides where nobody answers, so that a proxy that is down for a moment changes no plan.
 */
export async function workingDocument(
  host: HostView,
  document: EdgeHost,
  signal: AbortSignal,
): Promise<WorkingDocument> {
  const { proxy } = document.spec;
  // Whoever prepares an image stands in another network.
  if (proxy === undefined || host.isOffline) return { document, corrections: [] };
  const found = new Map<string, ProxyScheme>();
  for (const address of [proxy.http, proxy.https])
    if (address !== undefined) found.set(address, await schemeOf(host, address, signal));
  const working = correctSchemes(proxy, (address) => found.get(address) ?? "unknown");
  if (working.corrections.length === 0) return { document, corrections: [] };
  const spec = { ...document.spec, proxy: working.proxy };
  return { document: { ...document, spec }, corrections: working.corrections };
}

async function schemeOf(
  host: HostView,
  address: string,
  signal: AbortSignal,
): Promise<ProxyScheme> {
  const known = remembered.get(host) ?? new Map<string, Known>();
  remembered.set(host, known);
  const nowMs = host.clock.monotonicMs();
  const before = known.get(address);
  const isFresh = before !== undefined && nowMs - before.atMs < KEPT_MS;
  const scheme = isFresh ? before.scheme : await probeScheme(host, address, signal);
  if (!isFresh && !signal.aborted) known.set(address, { scheme, atMs: nowMs });
  return scheme === "unknown" ? await writtenScheme(host, address) : scheme;
}

async function writtenScheme(host: HostView, address: string): Promise<ProxyScheme> {
  const { vars } = await observeProxy(host);
  const wanted = URL.parse(address);
  if (vars.is !== "known" || wanted === null) return "unknown";
  for (const name of ["HTTPS_PROXY", "HTTP_PROXY"]) {
    const url = URL.parse(vars.value[name] ?? "");
    if (url?.host === wanted.host) return url.protocol === "https:" ? "https" : "http";
  }
  return "unknown";
}
