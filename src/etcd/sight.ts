import { sanitize } from "../text/index.ts";
import { type AnswerTo, QUESTIONS, type QuestionName } from "./questions.ts";

export interface EtcdMember {
  readonly id: bigint;
  /** Empty: added, and never started. */
  readonly name: string;
  readonly clientUrls: readonly string[];
  readonly peerUrls: readonly string[];
  readonly isLearner: boolean;
}

/** What one member says of itself and of the others. */
export interface EtcdSight {
  readonly url: string;
  readonly said:
    | {
        readonly is: "answer";
        readonly id: bigint;
        readonly version: string;
        readonly term: number;
        /** Its own opinion, old for a second after a leader has died. */
        readonly leader: bigint | undefined;
        readonly isLearner: boolean;
        readonly raftIndex: number;
        readonly appliedIndex: number;
        readonly sizeBytes: number;
        readonly usedBytes: number;
        readonly errors: readonly string[];
        /** A learner does not give the list. */
        readonly members: readonly EtcdMember[] | undefined;
        /** `NOSPACE` and `CORRUPT`, by member. */
        readonly alarms: readonly { readonly id: bigint; readonly alarm: string }[];
        readonly tookMs: number;
      }
    | EtcdSilence;
}

export interface EtcdSilence {
  readonly is: "silent";
  readonly why: string;
}

export type Heard =
  | { readonly is: "answer"; readonly value: unknown; readonly tookMs: number }
  | EtcdSilence;

/** Asks one member both questions at the same time, over whatever carries them. */
export async function sightOver(
  url: string,
  ask: (name: QuestionName) => Promise<Heard>,
): Promise<EtcdSight> {
  const [status, list] = await Promise.all([
    ask("status").then((heard) => understood("status", heard)),
    ask("members").then((heard) => understood("members", heard)),
  ]);
  if (status.is === "silent") return { url, said: status };
  const { header, dbSize, dbSizeInUse, raftAppliedIndex, ...rest } = status.value;
  return {
    url,
    said: {
      is: "answer",
      id: header.member_id,
      version: sanitize(rest.version),
      term: header.raft_term,
      leader: rest.leader,
      isLearner: rest.isLearner,
      raftIndex: rest.raftIndex,
      appliedIndex: raftAppliedIndex,
      sizeBytes: dbSize,
      usedBytes: dbSizeInUse,
      errors: rest.errors.map(sanitize),
      members: list.is === "answer" ? list.value.members.map(memberOf) : undefined,
      alarms: rest.errors.flatMap(alarmIn),
      tookMs: status.tookMs,
    },
  };
}

type Understood<Q extends QuestionName> =
  | { readonly is: "answer"; readonly value: AnswerTo<Q>; readonly tookMs: number }
  | EtcdSilence;

function understood<Q extends QuestionName>(name: Q, heard: Heard): Understood<Q> {
  if (heard.is === "silent") return heard;
  const answer = QUESTIONS[name].answer.safeParse(heard.value);
  if (!answer.success) return { is: "silent", why: `${name}: not an answer of etcd` };
  return { is: "answer", value: answer.data as AnswerTo<Q>, tookMs: heard.tookMs };
}

function memberOf(member: AnswerTo<"members">["members"][number]): EtcdMember {
  const { ID: id, name, clientURLs, peerURLs, isLearner } = member;
  return { id, name: sanitize(name), clientUrls: clientURLs, peerUrls: peerURLs, isLearner };
}

/** `memberID:3319814642761637952 alarm:NOSPACE `, as the status tells it among its errors. */
function alarmIn(error: string): readonly { readonly id: bigint; readonly alarm: string }[] {
  const [, id, alarm] = /^memberID:(\d{1,20}) alarm:([A-Z]{1,32})\s*$/.exec(error) ?? [];
  return id === undefined || alarm === undefined ? [] : [{ id: BigInt(id), alarm }];
}
