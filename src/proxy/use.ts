import type { HttpIO, HttpProxy, HttpRequest } from "../engine/index.ts";
import type { ProxySpec } from "../spec/index.ts";
import { explainNoProxy } from "./match.ts";

/** The proxies this host uses, and what goes without them. */
export interface ProxyUse {
  readonly http?: HttpProxy;
  readonly https?: HttpProxy;
  /** As in NO_PROXY. */
  readonly noProxy: readonly string[];
}

/** How a request of ours leaves this host, and what decided it. */
export type Leaving =
  | { readonly is: "direct"; readonly because: string }
  | { readonly is: "proxied"; readonly proxy: HttpProxy };

/** What the document says, with the password in clear where it is known. */
export function proxyUse(request: {
  readonly proxy: ProxySpec | undefined;
  readonly password: string | undefined;
  readonly noProxy: readonly string[];
  /** PEM authorities to believe beside the usual ones, for a proxy spoken to over TLS. */
  readonly alsoTrust?: string | undefined;
}): ProxyUse {
  const { proxy = {}, password, noProxy, alsoTrust } = request;
  const via = (url: string): HttpProxy => ({
    url,
    ...(proxy.username === undefined ? {} : { username: proxy.username }),
    ...(proxy.username === undefined || password === undefined ? {} : { password }),
    ...(alsoTrust === undefined ? {} : { alsoTrust }),
  });
  return {
    ...(proxy.http === undefined ? {} : { http: via(proxy.http) }),
    ...(proxy.https === undefined ? {} : { https: via(proxy.https) }),
    noProxy,
  };
}

/** Pure; by the same matcher that is told to everybody else. */
export function leavingOf(url: string, use: ProxyUse): Leaving {
  const target = URL.parse(url);
  const proxy = target?.protocol === "https:" ? use.https : use.http;
  if (target === null || proxy === undefined) return { is: "direct", because: "no proxy is set" };
  const usual = target.protocol === "https:" ? "443" : "80";
  const verdict = explainNoProxy(`${target.hostname}:${target.port || usual}`, use.noProxy);
  return verdict.is === "direct" ? verdict : { is: "proxied", proxy };
}

/** How our own requests leave: decided anew for each, because the document may change in between. */
export interface OwnWay extends ProxyUse {
  /** PEM authorities the document trusts: they count at once, not only when the system has them. */
  readonly alsoTrust?: string;
}

/** Requests that go where the document says; one that brings a proxy or authorities keeps them. */
export function ownHttp(http: HttpIO, way: () => Promise<OwnWay>): HttpIO {
  async function leaving<T extends HttpRequest>(request: T): Promise<T> {
    const own = await way();
    const out = leavingOf(request.url, own);
    const { alsoTrust } = own;
    return {
      ...(out.is === "proxied" ? { proxy: out.proxy } : {}),
      ...request,
      ...(alsoTrust === undefined ? {} : { tls: { alsoTrust, ...request.tls } }),
    };
  }
  return {
    get: async (request) => http.get(await leaving(request)),
    follow: async (request) => http.follow(await leaving(request)),
    receive: async (request) => http.receive(await leaving(request)),
    ask: async (question) => http.ask(await leaving(question)),
    send: async (request) => http.send(await leaving(request)),
  };
}
