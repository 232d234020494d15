import { observeNoProxy } from "../cluster/index.ts";
import type { HostView } from "../engine/index.ts";
import { observeInventory } from "../inventory/index.ts";
import { type ProxyUse, proxyUse } from "../proxy/index.ts";
import { climb, destinationsFrom, destinationsOf, type ReachReport } from "../reach/index.ts";
import type { EdgeHost } from "../spec/index.ts";

export interface ReachHere {
  readonly host: HostView;
  /** None: only the addresses given. */
  readonly document: EdgeHost | undefined;
  readonly urls: readonly string[];
  readonly signal: AbortSignal;
  onProgress(report: ReachReport): void;
}

/** The look made by this very process, where no agent does it: without the password of a proxy. */
export async function reachHere(asked: ReachHere): Promise<ReachReport> {
  const { host, document, urls, signal, onProgress } = asked;
  const own = document === undefined ? [] : destinationsOf(document);
  const trust = (document?.spec.certificates?.trusted ?? []).map(({ pem }) => pem).join("\n");
  const hasPassword = document?.spec.proxy?.password !== undefined;
  return climb(host, {
    destinations: [...own, ...destinationsFrom(urls).destinations],
    ...(document === undefined ? {} : { proxies: await proxiesOf(document, host, signal) }),
    ...(trust === "" ? {} : { trust }),
    timeServers: document?.spec.time?.ntpServers ?? [],
    notes: hasPassword ? ["without the agent the password of the proxy is not known"] : [],
    signal,
    onProgress,
  });
}

async function proxiesOf(
  document: EdgeHost,
  host: HostView,
  signal: AbortSignal,
): Promise<ProxyUse> {
  const { proxy } = document.spec;
  if (proxy?.http === undefined && proxy?.https === undefined) return { noProxy: [] };
  const { nics } = await observeInventory(host, { signal });
  const entries = await observeNoProxy(host, { document, nics });
  const noProxy = entries.map(({ entry }) => entry);
  return proxyUse({ proxy, password: undefined, noProxy });
}
