import type { MemberLook, StoreLook } from "./model.ts";

export type Reach =
  | "online"
  /** One look without an answer: shown, and no longer counted on. */
  | "missed"
  | "unreachable"
  /** Cannot be asked from here. */
  | "unknown";

export interface TrackedMember extends MemberLook {
  readonly reach: Reach;
  /** Of its last answer, monotonic; absent: never since this host looks. */
  readonly answeredMs?: number;
  readonly missed: number;
}

/** What several looks in a row amount to: one missed answer is no news, two are. */
export interface TrackedStore extends Omit<StoreLook, "members"> {
  readonly members: readonly TrackedMember[];
  /** Monotonic, of the newest look. */
  readonly lookedMs: number;
  /** Since nobody confirms that it leads; absent: somebody does. */
  readonly leaderlessMs?: number;
  readonly led?: Led;
}

/** Who led last. */
export interface Led {
  readonly by: string;
  /** When it began to, as seen from here, monotonic; absent: it led before anybody looked. */
  readonly sinceMs?: number;
}

/** What is known before a look: everything of the look before, or only who led when last somebody did. */
export type Former = TrackedStore | { readonly led: Led };

/** A second look without an answer, or this long without one. */
const MISSES = 2;
const SILENT_MS = 2000;

/** Pure: what was known and one look more, which began at `nowMs`, monotonic. */
export function trackStore(
  former: Former | undefined,
  look: StoreLook,
  nowMs: number,
): TrackedStore {
  const { leader } = look;
  const before = former !== undefined && "lookedMs" in former ? former : undefined;
  const led = leader === undefined ? former?.led : ledBy(leader, former, nowMs);
  const leaderlessMs = leader === undefined ? (before?.leaderlessMs ?? nowMs) : undefined;
  const { members, ...rest } = withKnownMembers(look, before);
  return {
    ...rest,
    lookedMs: nowMs,
    members: members.map((member) => trackMember(formerOf(member, before), member, nowMs)),
    ...(leaderlessMs === undefined ? {} : { leaderlessMs }),
    ...(led === undefined ? {} : { led }),
  };
}

/** Only who saw that another led before, or nobody, knows since when this one does. */
function ledBy(by: string, former: Former | undefined, nowMs: number): Led {
  if (former?.led?.by === by) return former.led;
  return former !== undefined && "lookedMs" in former ? { by, sinceMs: nowMs } : { by };
}

/** When nobody tells the members any more, those told last are still what counts. */
function withKnownMembers(look: StoreLook, before: TrackedStore | undefined): StoreLook {
  if (before === undefined) return look;
  if (look.isPartial) return withSome(look, before);
  if (look.members.length > 0) return look;
  const why = "nobody answers";
  const members = before.members.map((member) => ({
    ...member,
    answer: { is: "silent", why } as const,
  }));
  return { ...look, members, source: "last-known" };
}

/** Those known before, with what is known of them now, and any that are news. */
function withSome(look: StoreLook, before: TrackedStore): StoreLook {
  const isSame = (one: MemberLook, other: MemberLook) =>
    one.id === other.id || (one.isThisHost && other.isThisHost);
  const known = before.members.map(({ id, name, address, role, isThisHost }): MemberLook => {
    const former = { id, name, role, isThisHost, ...(address !== undefined && { address }) };
    const now = look.members.find((member) => isSame(member, { ...former, answer: UNTOLD }));
    return { ...now, ...former, answer: now?.answer ?? UNTOLD };
  });
  const news = look.members.filter((member) => !known.some((each) => isSame(member, each)));
  const own = known.find(({ isThisHost }) => isThisHost);
  const ownLeads = look.members.some(({ id, isThisHost }) => isThisHost && id === look.leader);
  return {
    ...look,
    ...(ownLeads && own !== undefined && { leader: own.id }),
    members: [...known, ...news],
    source: "last-known",
  };
}

const UNTOLD = { is: "not-asked", why: "nobody tells of it" } as const;

function formerOf({ id }: MemberLook, before: TrackedStore | undefined) {
  return before?.members.find((member) => member.id === id);
}

function trackMember(
  before: TrackedMember | undefined,
  member: MemberLook,
  nowMs: number,
): TrackedMember {
  if (member.answer.is === "answered")
    return { ...member, reach: "online", answeredMs: nowMs, missed: 0 };
  if (member.answer.is === "not-asked") return { ...member, reach: "unknown", missed: 0 };
  const { answeredMs } = before ?? {};
  const missed = (before?.missed ?? 0) + 1;
  // Who never answered is not given the benefit of one missed answer.
  const isGone = answeredMs === undefined || missed >= MISSES || nowMs - answeredMs >= SILENT_MS;
  return {
    ...member,
    reach: isGone ? "unreachable" : "missed",
    missed,
    ...(answeredMs === undefined ? {} : { answeredMs }),
  };
}

/** Whether it still counts as answering: one missed answer is forgiven, and only for a moment. */
export function answers({ reach, answeredMs }: TrackedMember, nowMs: number): boolean {
  if (reach === "online") return true;
  return reach === "missed" && answeredMs !== undefined && nowMs - answeredMs < SILENT_MS;
}
