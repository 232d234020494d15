import {
  type Address,
  contains,
  isLoopback,
  isSameAddress,
  type Network,
  parseAddress,
  parseNetwork,
} from "../addresses/index.ts";

/** Whether a connection goes without the proxy, and what decided it. */
export type NoProxyVerdict =
  | { readonly is: "direct"; readonly because: string }
  | { readonly is: "proxied" };

/**
 * NO_PROXY as Go's golang.org/x/net/http/httpproxy reads it, because container runtimes and
 * Kubernetes do: networks, suffixes with and without a dot, ports, loopback always direct.
 * `target` is `host`, `host:port`, `[v6]` or `[v6]:port`; 443 without a port.
 */
export function explainNoProxy(target: string, entries: readonly string[]): NoProxyVerdict {
  const { host, port } = splitTarget(target);
  if (host === "localhost") return { is: "direct", because: "loopback" };
  const address = parseAddress(host);
  if (address !== undefined && isLoopback(address)) return { is: "direct", because: "loopback" };
  const name = host.trim().toLowerCase();
  for (const entry of entries) {
    const rule = ruleOf(entry);
    if (rule !== undefined && matches(rule, { name, port, ...(address && { address }) }))
      return { is: "direct", because: entry.trim() };
  }
  return { is: "proxied" };
}

export function matchesNoProxy(target: string, entries: readonly string[]): boolean {
  return explainNoProxy(target, entries).is === "direct";
}

/** The variable as a list; blanks around commas do not count. */
export function parseNoProxy(text: string): readonly string[] {
  return text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

type Rule =
  | { readonly is: "all" }
  | { readonly is: "network"; readonly network: Network }
  | { readonly is: "address"; readonly address: Address; readonly port: string }
  | {
      readonly is: "name";
      /** With its leading dot. */
      readonly suffix: string;
      readonly port: string;
      readonly itself: boolean;
    };

function ruleOf(given: string): Rule | undefined {
  const entry = given.trim().toLowerCase();
  if (entry === "") return undefined;
  if (entry === "*") return { is: "all" };
  const network = parseNetwork(entry);
  if (network !== undefined) return { is: "network", network };
  const { host, port } = splitHostPort(entry) ?? { host: entry, port: "" };
  if (host === "") return undefined;
  const address = parseAddress(host);
  if (address !== undefined) return { is: "address", address, port };
  const suffix = host.startsWith("*.") ? host.slice(1) : host;
  if (suffix.startsWith(".")) return { is: "name", suffix, port, itself: false };
  return { is: "name", suffix: `.${suffix}`, port, itself: true };
}

interface Target {
  readonly name: string;
  readonly port: string;
  readonly address?: Address;
}

function matches(rule: Rule, { name, port, address }: Target): boolean {
  switch (rule.is) {
    case "all":
      return true;
    case "network":
      return address !== undefined && contains(rule.network, address);
    case "address":
      return address !== undefined && isSameAddress(rule.address, address) && fits(rule.port, port);
    case "name": {
      if (address !== undefined) return false;
      const isIt = rule.itself && name === rule.suffix.slice(1);
      return (isIt || name.endsWith(rule.suffix)) && fits(rule.port, port);
    }
  }
}

function fits(wanted: string, port: string): boolean {
  return wanted === "" || wanted === port;
}

function splitTarget(target: string): { readonly host: string; readonly port: string } {
  const split = splitHostPort(target);
  if (split !== undefined) return split;
  return { host: target.replace(/^\[(.*)\]$/, "$1"), port: "443" };
}

/** Go's net.SplitHostPort: exactly one colon, or brackets around the host; else it is no pair. */
function splitHostPort(text: string): { readonly host: string; readonly port: string } | undefined {
  const [, bracketed, plain, port] = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:[\]]*)$/.exec(text) ?? [];
  if (port === undefined) return undefined;
  return { host: bracketed ?? plain ?? "", port };
}
