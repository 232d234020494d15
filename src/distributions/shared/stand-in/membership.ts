import { isRecord } from "../../../json/index.ts";
import {
  type Member,
  memberId,
  membersIn,
  putMembers,
  withoutMember,
} from "../../stand-in/members.ts";
import { hasLeft, NODES } from "../../stand-in/node-write.ts";
import { type ObjectStore, openObjectStore } from "../../stand-in/objects.ts";
import type { StandInKind } from "./kind.ts";

interface Founding {
  /** Of etcd; empty: the store is a file. */
  readonly own: Omit<Member, "id"> | "" | undefined;
  readonly nowMs: number;
}

/** The store of a first start has one member; so has one that was reset. */
export function foundStore(saved: string | undefined, { own, nowMs }: Founding): string {
  const store = openObjectStore(saved);
  if (own && membersIn(store).members.length === 0)
    putMembers(store, { members: [{ id: memberId(own.name), ...own }], removed: [] }, nowMs);
  return store.text();
}

/** What a reset leaves on the disk before it says that it is done: whoever starts next is the only one. */
export function withoutMembers(saved: Uint8Array, nowMs: number): string {
  const store = openObjectStore(new TextDecoder().decode(saved));
  putMembers(store, { members: [], removed: [] }, nowMs);
  return store.text();
}

/**
 * distributions.md 3.5: a node with the annotation loses its member, and is told its name; one whose node
 * was deleted loses it without a word.
 */
export function removalDuty({ id }: Pick<StandInKind, "id">, nowMs: () => number) {
  const wish = `etcd.${id}.cattle.io/remove`;
  const removed = `etcd.${id}.cattle.io/removed-node-name`;
  const isLeaving = (store: ObjectStore) => (member: Member) =>
    hasLeft(store, member.node) || annotationsOf(store, member.node)[wish] === "true";
  return {
    // Its last member is never removed.
    isDue(store: ObjectStore) {
      const { members } = membersIn(store);
      return members.length > 1 && members.some(isLeaving(store));
    },
    perform(draft: ObjectStore): void {
      const before = membersIn(draft);
      const leaving = before.members.filter(isLeaving(draft));
      const gone = leaving.slice(0, before.members.length - 1);
      const after = gone.reduce((list, member) => withoutMember(list, member.id), before);
      putMembers(draft, after, nowMs());
      for (const { node, name } of gone) annotate(draft, node, { [removed]: name }, nowMs());
    },
  };
}

function annotationsOf(store: ObjectStore, node: string): Readonly<Record<string, unknown>> {
  const metadata = store.get(`${NODES}${node}`)?.object.metadata;
  return isRecord(metadata) && isRecord(metadata.annotations) ? metadata.annotations : {};
}

function annotate(
  store: ObjectStore,
  node: string,
  more: Readonly<Record<string, string>>,
  nowMs: number,
): void {
  const found = store.get(`${NODES}${node}`)?.object;
  if (found === undefined) return;
  const metadata = isRecord(found.metadata) ? found.metadata : {};
  const annotations = { ...annotationsOf(store, node), ...more };
  const about = {
    apiVersion: "v1",
    kind: "Node",
    metadata: { ...metadata, name: node, annotations },
  };
  store.replace(`${NODES}${node}`, { ...found, ...about }, nowMs);
}
