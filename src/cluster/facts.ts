import {
  type ArtefactSet,
  artefactsIn,
  judgeArtefacts,
  observeArtefactSet,
  printedVersion,
} from "../artefacts/index.ts";
import type { ClusterFacts, Driver } from "../distributions/index.ts";
import {
  ABSENT,
  type Fact,
  factOf,
  type HostView,
  known,
  knownValue,
  unknown,
} from "../engine/index.ts";
import { type Inventory, observeDataFolder } from "../inventory/index.ts";
import type { ClusterSpec, EdgeHost } from "../spec/index.ts";
import { observeNodeAddress, subnetsOf } from "./address.ts";
import { observeNoProxy } from "./no-proxy.ts";

export interface FactsRequest {
  readonly driver: Driver;
  readonly document: EdgeHost;
  readonly cluster: ClusterSpec;
  readonly inventory: Inventory;
  readonly signal: AbortSignal;
  /** Keyed digest of a stored secret. */
  secretDigest(name: string): string | undefined;
}

/** What a plan needs to know of the host; read-only, and hashing is remembered by the host. */
export async function observeClusterFacts(
  host: HostView,
  { driver, document, cluster, inventory, signal, secretDigest }: FactsRequest,
): Promise<ClusterFacts> {
  const architecture = knownValue(inventory.cpu)?.architecture ?? "unknown";
  const names = driver.artefactNames(cluster, architecture);
  const look = { architecture, hash: names, signal };
  const [nodeAddress, noProxy, hostname, set, space] = await Promise.all([
    observeNodeAddress(host, inventory.nics),
    observeNoProxy(host, { document, nics: inventory.nics }),
    factOf(() => host.files.readText("/proc/sys/kernel/hostname")),
    observeArtefactSet(host, cluster.artefacts, look),
    factOf(async () => host.files.space(await observeDataFolder(host))),
  ]);
  const problems = set.is === "known" ? judgeArtefacts(set.value, { names }) : [];
  const sound = set.is === "known" && problems.length === 0 ? set.value : undefined;
  return {
    architecture,
    hostname: (knownValue(hostname) ?? "localhost").trim(),
    nodeAddress,
    noProxy,
    subnets: subnetsOf(inventory.nics),
    artefacts: set.is === "known" ? known(artefactsIn(set.value)) : set,
    artefactProblems: problems,
    artefactVersion: await observeArtefactVersion(host, driver, { set: sound, signal }),
    freeBytes: space.is === "known" ? known(space.value.freeBytes) : space,
    isKairos: knownValue(inventory.os)?.isKairos ?? false,
    secretDigest,
  };
}

/** Asks the program itself, and only when its hash says that it is the published one. */
export async function observeArtefactVersion(
  host: HostView,
  driver: Driver,
  { set, signal }: { readonly set: ArtefactSet | undefined; readonly signal: AbortSignal },
): Promise<Fact<string>> {
  if (set === undefined) return ABSENT;
  const name = driver.versionProbe.artefact(set.architecture);
  const file = set.files.find((found) => found.name === name);
  if (file === undefined) return ABSENT;
  const outcome = await printedVersion(host, file.path, { timeoutMs: 5000, signal });
  if (outcome.is !== "exited" || outcome.exitCode !== 0)
    return unknown(`${name} --version could not be run: ${outcome.is}`);
  const version = driver.versionProbe.parse(outcome.stdout);
  return version === undefined ? unknown(`${name} --version said nothing we know`) : known(version);
}
