import { z } from "zod";
import { readJson } from "../../json/index.ts";
import {
  isVoter,
  type Member,
  type MemberList,
  majorityOf,
  membersIn,
  putMembers,
} from "./members.ts";
import { type NodeReport, type NodeReports, nodeReports } from "./node-reports.ts";
import { type ObjectStore, openObjectStore } from "./objects.ts";

/**
 * One copy of a datastore that several simulated servers share. A change holds once a majority of the voters
 * took it, and everything is one document with a number that only grows. That is all it has of etcd: there
 * are no terms, no elections and no log, and the voter with the lowest id that answers is called the leader.
 */
export interface Replica {
  /** This copy, for whoever reads. */
  store(): ObjectStore;
  list(): MemberList;
  own(): Member | undefined;
  /** Whether enough voters were heard of lately. A file of one host always has it. */
  hasQuorum(): boolean;
  leader(): Member | undefined;
  /** `undefined`: no majority took it, and nothing was changed. */
  change<T>(make: (draft: ObjectStore) => T): Promise<{ readonly value: T } | undefined>;
  /** What another member says; the answer goes back to it as it is. */
  receive(message: string): string;
  /** Asks all others once, and does what a leader does. To be called again and again. */
  tick(): Promise<void>;
  /** The others say that it is no member any more. */
  isRemoved(): boolean;
}

export interface ReplicaParts {
  /** Of its own member; absent: a file of one host. */
  readonly id: string | undefined;
  /** As it was saved. */
  readonly text: string | undefined;
  readonly reports: NodeReports;
  nowMs(): number;
  /** A member that was not heard of for so long counts as gone. */
  readonly patienceMs: number;
  /** A learner becomes a voter once it has kept up for so long. */
  readonly promotesAfterMs: number;
  ownReports(): readonly NodeReport[];
  /** `undefined`: nobody is there. */
  ask(member: Member, message: string): Promise<string | undefined>;
  save(text: string): void;
  /** What the leader looks after, beside learners; it is done where `isDue`. */
  readonly duty?: { isDue(store: ObjectStore): boolean; perform(draft: ObjectStore): void };
}

const sync = z.object({
  is: z.literal("sync"),
  from: z.string(),
  revision: z.string(),
  reports: nodeReports,
});
const proposal = z.object({ is: z.literal("propose"), from: z.string(), text: z.string() });
const message = z.union([sync, proposal]);
const reply = z.object({
  accepted: z.boolean().default(false),
  /** Only where it is newer than what was asked with. */
  text: z.string().optional(),
  reports: nodeReports.default([]),
  isRemoved: z.boolean().default(false),
});

const ATTEMPTS = 5;

export function createReplica(parts: ReplicaParts): Replica {
  const { id, nowMs, reports } = parts;
  let current = openObjectStore(parts.text);
  let removed = false;
  const heard = new Map<string, { readonly firstMs: number; readonly lastMs: number }>();

  const list = () => membersIn(current);
  const own = () => list().members.find((member) => member.id === id);
  const others = () => list().members.filter((member) => member.id !== id);
  const isAlive = (member: Member) =>
    member.id === id || nowMs() - (heard.get(member.id)?.lastMs ?? -1e15) < parts.patienceMs;
  const aliveVoters = () => list().members.filter((one) => isVoter(one) && isAlive(one));
  const hasQuorum = () => {
    const { members } = list();
    return members.length === 0 || aliveVoters().length >= majorityOf(members);
  };
  const leader = () =>
    hasQuorum() ? aliveVoters().toSorted((a, b) => a.id.localeCompare(b.id))[0] : undefined;

  function adopt(text: string): void {
    const next = openObjectStore(text);
    if (BigInt(next.revision()) <= BigInt(current.revision())) return;
    current = next;
    parts.save(text);
  }

  async function say(member: Member, what: object) {
    const answer = await parts.ask(member, JSON.stringify({ ...what, from: id ?? "" }));
    const said = answer === undefined ? undefined : reply.safeParse(readJson(answer)).data;
    if (said === undefined) {
      if (!isAlive(member)) heard.delete(member.id);
      return undefined;
    }
    heard.set(member.id, { firstMs: heard.get(member.id)?.firstMs ?? nowMs(), lastMs: nowMs() });
    reports.note(said.reports);
    removed ||= said.isRemoved;
    return { member, ...said };
  }

  /** Whether it holds now; `again`: somebody else was quicker. */
  async function propose(text: string): Promise<"held" | "again" | "refused"> {
    const voters = list().members.filter(isVoter);
    const said = await Promise.all(others().map((one) => say(one, { is: "propose", text })));
    const taken = said.filter((each) => each?.accepted && isVoter(each.member)).length;
    const ownVote = voters.some((one) => one.id === id) ? 1 : 0;
    if (voters.length === 0 || taken + ownVote >= majorityOf(voters)) {
      adopt(text);
      return "held";
    }
    const newer = said.flatMap((each) => each?.text ?? []);
    for (const each of newer) adopt(each);
    return newer.length > 0 ? "again" : "refused";
  }

  async function change<T>(make: (draft: ObjectStore) => T) {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const draft = openObjectStore(current.text());
      const value = make(draft);
      if (draft.revision() === current.revision()) return { value };
      const outcome = await propose(draft.text());
      if (outcome === "held") return { value };
      if (outcome === "refused") return undefined;
    }
    return undefined;
  }

  function isReady(member: Member): boolean {
    const since = heard.get(member.id)?.firstMs;
    return !isVoter(member) && since !== undefined && nowMs() - since >= parts.promotesAfterMs;
  }

  async function lead(): Promise<void> {
    const { duty } = parts;
    const isDue = list().members.some(isReady) || duty?.isDue(current) === true;
    if (!isDue || leader()?.id !== id || id === undefined) return;
    await change((draft) => {
      const { members, removed: gone } = membersIn(draft);
      const next = members.map((one) => (isReady(one) ? asVoter(one) : one));
      if (members.some(isReady)) putMembers(draft, { members: next, removed: gone }, nowMs());
      if (duty?.isDue(draft)) duty.perform(draft);
    });
  }

  return {
    store: () => current,
    list,
    own,
    hasQuorum,
    leader,
    change,
    isRemoved: () => removed,
    receive(text) {
      const said = message.safeParse(readJson(text)).data;
      if (said === undefined) return "{}";
      const { members, removed: gone } = list();
      if (gone.includes(said.from)) return JSON.stringify({ isRemoved: true });
      if (members.length > 0 && !members.some((one) => one.id === said.from)) return "{}";
      heard.set(said.from, {
        firstMs: heard.get(said.from)?.firstMs ?? nowMs(),
        lastMs: nowMs(),
      });
      if (said.is === "sync") {
        reports.note(said.reports);
        const isNewer = BigInt(current.revision()) > BigInt(said.revision);
        const all = [...reports.all.values(), ...parts.ownReports()];
        return JSON.stringify({ reports: all, ...(isNewer && { text: current.text() }) });
      }
      const before = current.revision();
      adopt(said.text);
      const accepted = current.revision() !== before;
      return JSON.stringify(accepted ? { accepted } : { text: current.text() });
    },
    async tick() {
      const told = [...reports.all.values(), ...parts.ownReports()];
      const revision = current.revision();
      const said = await Promise.all(
        others().map((one) => say(one, { is: "sync", revision, reports: told })),
      );
      for (const each of said) if (each?.text !== undefined) adopt(each.text);
      await lead();
    },
  };
}

function asVoter({ isLearner: _, ...member }: Member): Member {
  return member;
}
