import { createHash } from "node:crypto";
import { z } from "zod";
import type { ObjectStore } from "./objects.ts";

const member = z.object({
  /** 64 bits in hex, as etcd counts them. */
  id: z.string(),
  name: z.string(),
  /** The node it runs on, and its address. */
  node: z.string(),
  address: z.string(),
  isLearner: z.literal(true).optional(),
});
const list = z.object({ members: z.array(member), removed: z.array(z.string()) });

export type Member = z.infer<typeof member>;
export type MemberList = z.infer<typeof list>;

/** An object among the others, so that a majority decides on it like on everything else. */
const PATH = "/simulated/members";

/** Nobody is in it where the store is a file of one host. */
export function membersIn(store: ObjectStore): MemberList {
  return list.safeParse(store.get(PATH)?.object).data ?? { members: [], removed: [] };
}

export function putMembers(store: ObjectStore, members: MemberList, nowMs: number): void {
  const about = { apiVersion: "simulated/v1", kind: "Members", metadata: { name: "members" } };
  store.replace(PATH, { ...about, ...members }, nowMs);
}

/** An id that was removed never comes back: whoever returns is another member. */
export function withoutMember({ members, removed }: MemberList, id: string): MemberList {
  return { members: members.filter((one) => one.id !== id), removed: [...removed, id] };
}

export function isVoter({ isLearner }: Member): boolean {
  return isLearner !== true;
}

export function majorityOf(members: readonly Member[]): number {
  return Math.floor(members.filter(isVoter).length / 2) + 1;
}

export function memberId(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 16).replace(/^0/, "1");
}
