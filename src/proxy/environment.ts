import type { ProxySpec } from "../spec/index.ts";
import { asTemplateText, percentEncode } from "../steps/index.ts";
import { type NoProxyEntry, noProxyText } from "./no-proxy.ts";

export interface ProxyEnvironmentRequest {
  readonly proxy: ProxySpec;
  readonly noProxy: readonly NoProxyEntry[];
  /** Further variables with the same values: `CONTAINERD_` adds CONTAINERD_HTTP_PROXY and so on. */
  readonly prefixes?: readonly string[];
}

/**
 * The variables as templates: the password stands as a placeholder, user info percent-encoded. Both
 * cases of each, always the same: Go prefers the upper one, Node and curl the lower one.
 */
export function proxyEnvironment(
  request: ProxyEnvironmentRequest,
): Readonly<Record<string, string>> {
  const { proxy, noProxy, prefixes = [] } = request;
  if (proxy.http === undefined && proxy.https === undefined) return {};
  const values = {
    HTTP_PROXY: proxyUrl(proxy.http, proxy),
    HTTPS_PROXY: proxyUrl(proxy.https, proxy),
    NO_PROXY: asTemplateText(noProxyText(noProxy)),
  };
  const vars: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    vars[name] = value;
    vars[name.toLowerCase()] = value;
    for (const prefix of prefixes) vars[`${prefix}${name}`] = value;
  }
  return vars;
}

/** `http://user:{{secret:NAME|percent}}@proxy.example:3128` */
function proxyUrl(address: string | undefined, proxy: ProxySpec): string | undefined {
  if (address === undefined) return undefined;
  const { protocol, host, pathname } = new URL(address);
  const path = pathname === "/" ? "" : asTemplateText(pathname);
  return `${protocol}//${userInfo(proxy)}${host}${path}`;
}

/** Names of the secrets the variables refer to. */
export function proxySecrets(proxy: ProxySpec | undefined): readonly string[] {
  return proxy?.username === undefined || proxy.password === undefined
    ? []
    : [proxy.password.secret];
}

function userInfo({ username, password }: ProxySpec): string {
  if (username === undefined || username === "") return "";
  const user = percentEncode(username);
  return password === undefined ? `${user}@` : `${user}:{{secret:${password.secret}|percent}}@`;
}
