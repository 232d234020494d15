// Reports of stores as the engine makes them: looks, tracked and judged by the real code.
import {
  createStoreBook,
  type MemberLook,
  type StoreLook,
  type StoreReport,
} from "../../src/datastore/index.ts";

export function memberLook(name: string, more: Partial<MemberLook> = {}): MemberLook {
  const answer = { is: "answered", roundTripMs: 1 } as const;
  return { id: name, name, role: "voter", isThisHost: false, answer, ...more };
}

export const SILENT: Pick<MemberLook, "answer"> = {
  answer: { is: "silent", why: "refused" },
};

/** An etcd of these members, led by the first that answers unless told. */
export function etcdLook(members: readonly MemberLook[], more: Partial<StoreLook> = {}): StoreLook {
  const leader = members.find(({ answer, role }) => answer.is === "answered" && role === "voter");
  return {
    ...{ id: "kubernetes", kind: "etcd", title: "etcd", source: "members", electionMs: 10_000 },
    members,
    ...(leader !== undefined && { leader: leader.id }),
    ...more,
  };
}

/** One file on this host. */
export function sqliteLook(isServed: boolean): StoreLook {
  const answer = isServed ? {} : SILENT;
  return {
    ...{ id: "kubernetes", kind: "sqlite", title: "Datastore, SQLite (kine)", source: "leader" },
    electionMs: 0,
    leader: "file",
    members: [memberLook("file", { name: "this host", isThisHost: true, ...answer })],
  };
}

/** What is told after one look at this wall time. */
export function reportsOf(looks: readonly StoreLook[], wallMs = 0): readonly StoreReport[] {
  return createStoreBook().note(looks, 0, { nowMs: 0, wallMs }).reports;
}

/** An etcd of so many voters, of which so many answer; the first is this host's and leads. */
export function voters(answering: number, total: number, wallMs = 0): readonly StoreReport[] {
  const members = Array.from({ length: total }, (_, index) =>
    memberLook(`node-${index + 1}`, {
      isThisHost: index === 0,
      ...(index < answering ? {} : SILENT),
    }),
  );
  return reportsOf([etcdLook(members)], wallMs);
}
