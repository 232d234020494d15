import type { StoreLook, StoreSource } from "../../datastore/index.ts";
import { ABSENT, type Fact, factOf, type HostView, known, unknown } from "../../engine/index.ts";
import { formatDuration } from "../../quantity/index.ts";
import { type DatastoreKind, judgeKind, observeKindTraits } from "./datastore-kind.ts";
import { createDqliteLooker } from "./dqlite-store.ts";
import { createEtcdLooker, lookAtExternal, readEtcd, readK8sDqlite } from "./kubernetes-store.ts";
import { MEMBERSHIP, readMembership } from "./membership.ts";
import { K8S_DQLITE_FOLDER } from "./paths.ts";
import { createTold, type Told } from "./told.ts";

/** Files change when somebody joins or leaves. */
const FILES_MS = 5000;

/**
 * Both stores of this host, never taken for each other: who belongs to the cluster (k8sd's own
 * Dqlite), and what keeps the objects of Kubernetes.
 */
export function openStores(host: HostView): StoreSource {
  const told = createTold(host);
  const membership = createMembership(host);
  const kubernetes = createKubernetes(host);
  return {
    async look(signal) {
      const latest = told.latest();
      const [members, objects] = await Promise.all([
        membership.look(latest, signal),
        kubernetes.look(latest, signal),
      ]);
      if (members.is === "absent" && objects.is === "absent") return ABSENT;
      if (members.is === "unknown" && objects.is !== "known") return members;
      if (objects.is === "unknown" && members.is !== "known") return objects;
      return known([
        ...seenIn(members, { ...MEMBERSHIP, kind: "dqlite" }),
        ...seenIn(objects, OBJECTS),
      ]);
    },
    close() {
      told.close();
      membership.close();
      kubernetes.close();
    },
  };
}

const OBJECTS = { id: "kubernetes", title: "Kubernetes datastore", kind: "external" } as const;

/** Beside one store that can be looked at, the other must not be missing: it is there, and unread. */
function seenIn(
  look: Fact<StoreLook>,
  about: Pick<StoreLook, "id" | "title" | "kind">,
): readonly StoreLook[] {
  if (look.is === "known") return [look.value];
  if (look.is === "absent") return [];
  return [{ ...about, members: [], source: "nobody", electionMs: 0, notes: [look.why] }];
}

interface Part {
  look(told: Told | undefined, signal: AbortSignal): Promise<Fact<StoreLook>>;
  close(): void;
}

function createMembership(host: HostView): Part {
  const looker = createDqliteLooker(host);
  const setup = reread(host, () => readMembership(host));
  return {
    async look(told, signal) {
      const found = await setup();
      if (found.is !== "known") return found;
      const look = await looker.look(found.value, signal);
      const nowMs = host.clock.monotonicMs();
      return known(withNotes(look, [...joining(told, look), ...hearsay(told, look, nowMs)]));
    },
    close: looker.close,
  };
}

/** Older than this k8sd has told nothing. */
const HEARSAY_MS = 30_000;

/** Where no member tells it here, what k8sd heard from them is better than nothing, and no more than that. */
function hearsay(told: Told | undefined, { source }: StoreLook, nowMs: number): readonly string[] {
  if (source === "leader" || source === "members" || told?.members === undefined) return [];
  const ageMs = nowMs - told.atMs;
  if (ageMs > HEARSAY_MS) return [];
  const heard = told.members.map(({ name, status }) => `${name} ${status}`).join(", ");
  return [`k8sd told ${formatDuration(ageMs)} ago: ${heard}`];
}

/** k8sd lists who is on the way in or out, which Dqlite does not know. */
function joining(told: Told | undefined, { members }: StoreLook): readonly string[] {
  const pending = (told?.status?.members ?? []).filter(({ role }) => role === "pending");
  return pending
    .filter(({ address }) => !members.some((member) => member.address === address))
    .map(({ name }) => `${name} is joining or leaving`);
}

function createKubernetes(host: HostView): Part {
  const dqlite = createDqliteLooker(host);
  const etcd = createEtcdLooker(host);
  const traits = reread(host, () => observeKindTraits(host));
  const dqliteSetup = reread(host, () => readK8sDqlite(host));
  const etcdSetup = reread(host, () => readEtcd(host));

  async function lookAt(kind: DatastoreKind, signal: AbortSignal): Promise<Fact<StoreLook>> {
    if (kind === "external") return known(await lookAtExternal(host, signal));
    if (kind === "k8s-dqlite") {
      const setup = await dqliteSetup();
      if (setup.is === "absent") return unknown(`${K8S_DQLITE_FOLDER} is not there`);
      return setup.is === "known" ? known(await dqlite.look(setup.value, signal)) : setup;
    }
    const setup = await etcdSetup();
    return setup.is === "known" ? known(await etcd.look(setup.value, signal)) : setup;
  }

  return {
    async look(told, signal) {
      const found = await traits();
      if (found.is !== "known") return found;
      const datastore = told?.status?.datastore;
      const judged = judgeKind({ ...found.value, ...(datastore && { told: datastore }) });
      if (judged === undefined) return ABSENT;
      const look = await lookAt(judged.kind, signal);
      return look.is === "known" ? known(withNotes(look.value, judged.notes)) : look;
    },
    close() {
      dqlite.close();
      etcd.close();
    },
  };
}

function withNotes(look: StoreLook, notes: readonly string[]): StoreLook {
  const all = [...(look.notes ?? []), ...notes];
  return all.length === 0 ? look : { ...look, notes: all };
}

/** What files say, read again after a while; a look is far more frequent. */
function reread<T>(host: HostView, read: () => Promise<T | undefined>): () => Promise<Fact<T>> {
  let last: { readonly atMs: number; readonly fact: Promise<Fact<T>> } | undefined;
  return () => {
    const nowMs = host.clock.monotonicMs();
    if (last === undefined || nowMs - last.atMs >= FILES_MS)
      last = { atMs: nowMs, fact: factOf(read) };
    return last.fact;
  };
}
