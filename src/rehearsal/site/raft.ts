// Over 100 lines: one state machine. Times: canonical/raft `src/{election,tick,recv_request_vote}.c`, as Dqlite sets it up.

/** Dqlite's own, milliseconds: heartbeats, and how long a member waits for one, drawn anew each time. */
const HEARTBEAT_MS = 500;
const PATIENCE_MS = 3000;

export type Condition =
  | "runs"
  /** Its program is gone: connections are refused. */
  | "stopped"
  /** Its program hangs: connections are taken, and nothing is said. */
  | "frozen";

export interface Standing {
  readonly condition: Condition;
  /** No other member is reached from it, nor it from any. */
  readonly isCut: boolean;
  readonly term: number;
  /** Whom it holds for the leader: itself, or the one it last heard, until its patience ends. */
  readonly leader?: string;
}

export interface Raft {
  /** What became of all of them until now. */
  standings(nowMs: number): ReadonlyMap<string, Standing>;
  change(
    name: string,
    to: { readonly condition?: Condition; readonly isCut?: boolean },
    nowMs: number,
  ): void;
}

export interface RaftOptions {
  /** All of them vote; the first one leads. */
  readonly names: readonly string[];
  readonly nowMs: number;
  /** From 0 up to 1. */
  random(): number;
}

/** The last entry of a log. That two logs ending alike are the same is Raft's own promise. */
interface Entry {
  readonly term: number;
  readonly index: number;
}

interface Member {
  readonly name: string;
  condition: Condition;
  isCut: boolean;
  term: number;
  leader: Member | undefined;
  last: Entry;
  /** Of a leader the next heartbeat; else the end of its patience. Monotonic, as all times here. */
  dueMs: number;
  /** When a majority last answered it as the leader. */
  heldMs: number;
}

/**
 * Voters that elect a leader and lose it, simulated: no process, no network, no time of its own.
 * Whoever looks gives the time, and what fell due until then is made up for in order. A message is
 * there at once, or never; so an election is over in the moment it begins, won or not.
 */
export function createRaft({ names, nowMs, random }: RaftOptions): Raft {
  const majority = Math.floor(names.length / 2) + 1;
  const members = names.map(newMember);
  let settledMs = nowMs;
  const [first] = members;
  if (first !== undefined) lead(first, nowMs);

  function newMember(name: string): Member {
    const dueMs = nowMs + patience();
    const last = { term: 0, index: 0 };
    return {
      ...{ name, condition: "runs", isCut: false, term: 0 },
      ...{ leader: undefined, last, dueMs, heldMs: nowMs },
    };
  }

  function patience(): number {
    return PATIENCE_MS * (1 + random());
  }

  /** Who gets what it sends, and whose answer it gets. */
  function heardBy(member: Member): readonly Member[] {
    if (member.isCut) return [];
    return members.filter((each) => each !== member && each.condition === "runs" && !each.isCut);
  }

  /** Whoever voted hears of the new term at once; so nobody who may win has missed one. */
  function lead(member: Member, atMs: number): void {
    member.term += 1;
    member.leader = member;
    member.heldMs = atMs;
    sendHeartbeat(member, atMs);
  }

  /** With each heartbeat goes what was written meanwhile: something always is. */
  function sendHeartbeat(leader: Member, atMs: number): void {
    const others = heardBy(leader);
    if (others.some(({ term }) => term > leader.term)) {
      lookForLeader(leader, atMs);
      return;
    }
    leader.last = { term: leader.term, index: leader.last.index + 1 };
    for (const other of others) {
      Object.assign(other, { term: leader.term, leader, last: leader.last });
      other.dueMs = atMs + patience();
    }
    leader.dueMs = atMs + HEARTBEAT_MS;
    if (others.length + 1 >= majority) leader.heldMs = atMs;
    // Cut off from the others it believes in itself for as long as they believe in it at least.
    else if (atMs - leader.heldMs >= PATIENCE_MS) lookForLeader(leader, atMs);
  }

  function lookForLeader(member: Member, atMs: number): void {
    member.leader = undefined;
    member.dueMs = atMs + patience();
  }

  /** Nobody votes who still holds somebody for the leader, or knows more: Dqlite asks before it votes. */
  function campaign(member: Member, atMs: number): void {
    lookForLeader(member, atMs);
    const others = heardBy(member);
    const votes = others.filter((other) => other.leader === undefined && !isBehind(member, other));
    if (votes.length + 1 >= majority) lead(member, atMs);
  }

  /** Everything that fell due, in the order in which it did. */
  function settle(untilMs: number): void {
    for (;;) {
      const next = members
        .filter(({ condition, dueMs }) => condition === "runs" && dueMs <= untilMs)
        .reduce<Member | undefined>(
          (one, other) => (other.dueMs < (one?.dueMs ?? Infinity) ? other : one),
          undefined,
        );
      if (next === undefined) break;
      // One that was frozen makes up for it when it goes on, not in the past.
      settledMs = Math.max(settledMs, next.dueMs);
      if (next.leader === next) sendHeartbeat(next, settledMs);
      else campaign(next, settledMs);
    }
    settledMs = Math.max(settledMs, untilMs);
  }

  return {
    standings(atMs) {
      settle(atMs);
      return new Map(members.map((member) => [member.name, standingOf(member)]));
    },
    change(name, { condition, isCut }, atMs) {
      settle(atMs);
      const member = members.find((each) => each.name === name);
      if (member === undefined) return;
      if (isCut !== undefined) member.isCut = isCut;
      // What it has on its disk is still there; whom it held for the leader is not.
      if (condition === "runs" && member.condition === "stopped") lookForLeader(member, settledMs);
      if (condition !== undefined) member.condition = condition;
    },
  };
}

function isBehind(one: Member, other: Member): boolean {
  if (one.last.term !== other.last.term) return one.last.term < other.last.term;
  return one.last.index < other.last.index;
}

function standingOf({ condition, isCut, term, leader }: Member): Standing {
  return { condition, isCut, term, ...(leader === undefined ? {} : { leader: leader.name }) };
}
