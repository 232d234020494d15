import type { MemberAnswer, MemberLook, StoreLook } from "../datastore/index.ts";
import { type EtcdMember, type EtcdSight, judgeEtcd } from "../etcd/index.ts";

/** The election time-out of those who run it here is 1 s (etcd) or 5 s (K3s, RKE2): twice the longer. */
const ELECTION_MS = 10_000;

export interface EtcdStore extends Pick<StoreLook, "id" | "title"> {
  /** Where this host's own member is asked. */
  readonly ownUrl?: string;
  /** Name of this host's own member, for when it does not answer. */
  readonly ownName?: string;
  /** Why members that gave no sight were not asked. */
  readonly notAsked: string;
}

type Said = Extract<EtcdSight["said"], { is: "answer" }>;
type Seen = Said & Pick<EtcdSight, "url">;

/** Pure. */
export function lookFromEtcd(sights: readonly EtcdSight[], store: EtcdStore): StoreLook {
  const { leader, claimed, members, source, term } = judgeEtcd(sights);
  const answers = sights.flatMap(({ said, url }) =>
    said.is === "answer" ? [{ ...said, url }] : [],
  );
  const ahead = Math.max(0, ...answers.map(({ raftIndex }) => raftIndex));
  const alarms = answers.flatMap((said) => said.alarms);
  const seen = (member: EtcdMember): MemberLook => {
    const said = answers.find(({ id }) => id === member.id);
    const own = alarms.filter(({ id }) => id === member.id).map(({ alarm }) => alarm);
    const [url] = member.clientUrls;
    return {
      id: member.id.toString(16),
      name: member.name === "" ? (member.peerUrls[0] ?? "not started yet") : member.name,
      ...(url === undefined ? {} : { address: URL.parse(url)?.host ?? url }),
      role: roleOf(member),
      isThisHost: isOwn(member, said, store),
      answer: answerOf(member, said, sights, store),
      ...(said === undefined
        ? {}
        : { lag: Math.max(0, ahead - said.appliedIndex), sizeBytes: said.sizeBytes }),
      ...(own.length === 0 ? {} : { alarms: [...new Set(own)] }),
    };
  };
  return {
    id: store.id,
    title: store.title,
    kind: "etcd",
    members: members.map(seen),
    ...(leader === undefined ? {} : { leader: leader.toString(16) }),
    ...(claimed === undefined ? {} : { claimed: claimed.toString(16) }),
    ...(source === "nobody" && { notes: reasons(sights) }),
    source,
    term,
    electionMs: ELECTION_MS,
  };
}

function reasons(sights: readonly EtcdSight[]): readonly string[] {
  return sights.flatMap(({ url, said }) => (said.is === "silent" ? [`${url}: ${said.why}`] : []));
}

function isOwn({ name }: EtcdMember, said: Seen | undefined, store: EtcdStore): boolean {
  if (said !== undefined && said.url === store.ownUrl) return true;
  return name !== "" && name === store.ownName;
}

function roleOf({ name, isLearner }: EtcdMember): MemberLook["role"] {
  if (isLearner) return name === "" ? "pending" : "learner";
  return "voter";
}

function answerOf(
  member: EtcdMember,
  said: Said | undefined,
  sights: readonly EtcdSight[],
  store: EtcdStore,
): MemberAnswer {
  if (said !== undefined) return { is: "answered", roundTripMs: said.tookMs };
  const ownUrl = isOwn(member, undefined, store) ? store.ownUrl : undefined;
  const asked = sights.find(({ url }) => url === ownUrl || member.clientUrls.includes(url));
  if (asked?.said.is === "silent") return { is: "silent", why: asked.said.why };
  return { is: "not-asked", why: store.notAsked };
}
