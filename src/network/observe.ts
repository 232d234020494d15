import { type Fact, factOf, type HostView } from "../engine/index.ts";
import { parseResolvConf, type ResolvConf } from "./resolv-conf.ts";

export const RESOLV_CONF = "/etc/resolv.conf";
export const RESOLVED_UNIT = "systemd-resolved.service";
/** Written by systemd-resolved: the servers it asks, not its own stub. */
const UPLINKS = "/run/systemd/resolve/resolv.conf";

/** Who decides which name servers programs on this host ask. */
export type Resolver =
  | { readonly is: "resolved"; readonly runs: boolean }
  /** A plain file that no program claims, or none at all. */
  | { readonly is: "plain" }
  | { readonly is: "foreign"; readonly owner: string }
  | { readonly is: "unknown"; readonly why: string };

export interface SeenDns {
  readonly resolver: Resolver;
  /** What is asked in the end: the uplinks of systemd-resolved, or resolv.conf. */
  readonly inForce: Fact<ResolvConf>;
}

export async function observeDns(host: HostView): Promise<SeenDns> {
  const resolver = await observeResolver(host);
  const source = resolver.is === "resolved" ? UPLINKS : RESOLV_CONF;
  return { resolver, inForce: await factOf(() => readConf(source, host)) };
}

async function observeResolver(host: HostView): Promise<Resolver> {
  try {
    const stat = await host.files.stat(RESOLV_CONF);
    if (stat === undefined) return { is: "plain" };
    if (stat.kind === "link") return await ownerOfLink(host);
    const conf = await readConf(RESOLV_CONF, host);
    if (conf?.servers.includes("127.0.0.53")) return await resolvedOrForeign(host);
    return conf?.writer === undefined ? { is: "plain" } : { is: "foreign", owner: conf.writer };
  } catch (thrown) {
    return { is: "unknown", why: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

async function ownerOfLink(host: HostView): Promise<Resolver> {
  const target = (await host.files.readLink(RESOLV_CONF)) ?? "";
  if (/run\/systemd\/resolve\/|lib\/systemd\/resolv\.conf/.test(target))
    return resolvedOrForeign(host);
  const [, owner] = /run\/(NetworkManager|resolvconf|netconfig)\//.exec(target) ?? [];
  return { is: "foreign", owner: owner ?? `a link to ${target}` };
}

async function resolvedOrForeign(host: HostView): Promise<Resolver> {
  const unit = await host.units.show(RESOLVED_UNIT);
  if (unit.is === "known") return { is: "resolved", runs: unit.value.active === "active" };
  if (unit.is === "unknown") return { is: "unknown", why: unit.why };
  return { is: "foreign", owner: "systemd-resolved, which is not installed" };
}

async function readConf(path: string, host: HostView): Promise<ResolvConf | undefined> {
  const text = await host.files.readText(path);
  return text === undefined ? undefined : parseResolvConf(text);
}
