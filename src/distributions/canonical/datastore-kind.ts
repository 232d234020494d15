import { type HostView, knownValue } from "../../engine/index.ts";
import { ARGS, unitOf } from "./paths.ts";
import { minorOf, observeVersion } from "./version.ts";

/** What keeps the objects of Kubernetes; the membership store is another one, in every version. */
export type DatastoreKind = "etcd" | "k8s-dqlite" | "external";

export interface KindTraits {
  /** As the API tells it. */
  readonly told?: string;
  /** As the API server is started. */
  readonly args?: DatastoreKind;
  /** As it is enabled. */
  readonly unit?: DatastoreKind;
  readonly version?: string;
}

export interface KindJudgement {
  readonly kind: DatastoreKind;
  /** Where sources say different things, in sentences. */
  readonly notes: readonly string[];
}

/** k8s-dqlite went out with 1.36; managed etcd came with the patches of August 2025 (1.32.7, 1.33.4). */
export const LAST_DQLITE_MINOR = 35;
const FIRST_ETCD: readonly (readonly [minor: number, patch: number])[] = [
  [32, 7],
  [33, 4],
];

/**
 * Pure. What the API server of this host is started with counts, then what is enabled, then what
 * the API says: it may be old, and it is silent when it is needed. `undefined`: nothing says so.
 */
export function judgeKind(traits: KindTraits): KindJudgement | undefined {
  const told = kindIn(traits.told);
  const kind = traits.args ?? traits.unit ?? told;
  if (kind === undefined) return undefined;
  const others: readonly (readonly [who: string, says: DatastoreKind | undefined])[] = [
    ["the unit that is enabled", traits.unit],
    ["k8sd", told],
  ];
  const notes = others
    .filter(([, says]) => says !== undefined && says !== kind)
    .map(([who, says]) => `the API server is started with ${kind}, ${who} says ${says}`);
  const odd = oddFor(kind, traits.version);
  return { kind, notes: odd === undefined ? notes : [...notes, odd] };
}

/** Pure: what a new cluster of this version may keep its objects in; the usual one first. */
export function datastoresOf(version: string): readonly ("etcd" | "k8s-dqlite")[] {
  const minor = minorOf(version) ?? 0;
  const hasEtcd = patchOf(version) >= firstEtcdPatch(minor);
  const hasDqlite = minor <= LAST_DQLITE_MINOR;
  return [...(hasEtcd ? (["etcd"] as const) : []), ...(hasDqlite ? (["k8s-dqlite"] as const) : [])];
}

function patchOf(version: string | undefined): number {
  return Number(/^1\.\d+\.(\d+)/.exec(version ?? "")?.[1] ?? 0);
}

function firstEtcdPatch(minor: number): number {
  return FIRST_ETCD.find(([of]) => of === minor)?.[1] ?? (minor < 32 ? Infinity : 0);
}

function oddFor(kind: DatastoreKind, version: string | undefined): string | undefined {
  const minor = minorOf(version);
  if (minor === undefined) return undefined;
  if (kind === "k8s-dqlite" && minor > LAST_DQLITE_MINOR)
    return `Kubernetes ${version} has no k8s-dqlite any more: the version or the datastore is read wrongly`;
  if (kind === "k8s-dqlite" && minor === LAST_DQLITE_MINOR)
    return "k8s-dqlite ends with 1.35: 1.36 takes no cluster over that has it";
  return kind === "etcd" && patchOf(version) < firstEtcdPatch(minor)
    ? `Kubernetes ${version} came without etcd: the version or the datastore is read wrongly`
    : undefined;
}

/** What files and units of this host say. */
export async function observeKindTraits(host: HostView): Promise<Omit<KindTraits, "told">> {
  const [text, etcd, dqlite, version] = await Promise.all([
    host.files.readText(`${ARGS}/kube-apiserver`),
    isEnabled(host, "etcd"),
    isEnabled(host, "k8s-dqlite"),
    observeVersion(host),
  ]);
  const args = kindOfArgs(argsIn(text ?? ""));
  const unit = enabledKind(etcd, dqlite);
  const found = knownValue(version)?.version;
  return {
    ...(args === undefined ? {} : { args }),
    ...(unit === undefined ? {} : { unit }),
    ...(found === undefined ? {} : { version: found }),
  };
}

/** Pure: the flags of a service, one on each line as `--name=value`, the value quoted or not. */
export function argsIn(text: string): ReadonlyMap<string, string> {
  const flags = text.matchAll(/^--([\w-]+)=(?:"([^"\n]*)"|(.*))$/gm);
  return new Map([...flags].map(([, name = "", quoted, bare]) => [name, quoted ?? bare ?? ""]));
}

/** Managed etcd is told from one of somebody else's by the certificate that is shown to it. */
function kindOfArgs(args: ReadonlyMap<string, string>): DatastoreKind | undefined {
  const servers = args.get("etcd-servers");
  if (servers === undefined) return undefined;
  if (/^unix:.*k8s-dqlite/.test(servers)) return "k8s-dqlite";
  return args.get("etcd-certfile")?.endsWith("/apiserver-etcd-client.crt") ? "etcd" : "external";
}

function enabledKind(etcd: boolean, dqlite: boolean): DatastoreKind | undefined {
  if (etcd === dqlite) return undefined;
  return etcd ? "etcd" : "k8s-dqlite";
}

async function isEnabled(host: HostView, service: string): Promise<boolean> {
  const unit = knownValue(await host.units.show(unitOf(service)));
  return unit?.enabled === "enabled" || unit?.enabled === "enabled-runtime";
}

function kindIn(told: string | undefined): DatastoreKind | undefined {
  return told === "etcd" || told === "k8s-dqlite" || told === "external" ? told : undefined;
}
