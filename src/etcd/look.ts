import type { z } from "zod";
import type { HostView, HttpTls } from "../engine/index.ts";
import { readJson } from "../json/index.ts";
import { sanitize } from "../text/index.ts";
import { alarmAnswer, memberListAnswer, refusal, statusAnswer } from "./answers.ts";

/** Where a member of etcd is asked. */
export interface EtcdWay {
  /** `https://127.0.0.1:2379`, without a path. */
  readonly url: string;
  /** Mutual TLS with the client keys of the cluster. */
  readonly tls?: HttpTls;
}

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
        /** `NOSPACE` and `CORRUPT`, by member; `undefined`: it did not say. */
        readonly alarms: readonly { readonly id: bigint; readonly alarm: string }[] | undefined;
        readonly tookMs: number;
      }
    | { readonly is: "silent"; readonly why: string };
}

/** Each question; 800 ms unless told. */
const TIMEOUT_MS = 800;

export interface EtcdLook {
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
}

/** Asks one member its three questions at the same time. Never throws for "down". */
export async function lookAtEtcd(host: HostView, way: EtcdWay, look: EtcdLook): Promise<EtcdSight> {
  const ask = createAsk(host, way, look);
  const [status, list, alarms] = await Promise.all([
    ask("/v3/maintenance/status", "{}", statusAnswer),
    ask("/v3/cluster/member/list", "{}", memberListAnswer),
    ask("/v3/maintenance/alarm", '{"action":"GET"}', alarmAnswer),
  ]);
  const { url } = way;
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
      alarms:
        alarms.is === "answer"
          ? alarms.value.alarms.map(({ memberID: id, alarm }) => ({ id, alarm: sanitize(alarm) }))
          : undefined,
      tookMs: status.tookMs,
    },
  };
}

function memberOf(member: z.infer<typeof memberListAnswer>["members"][number]): EtcdMember {
  const { ID: id, name, clientURLs, peerURLs, isLearner } = member;
  return { id, name: sanitize(name), clientUrls: clientURLs, peerUrls: peerURLs, isLearner };
}

type Asked<T> =
  | { readonly is: "answer"; readonly value: T; readonly tookMs: number }
  | { readonly is: "silent"; readonly why: string };

function createAsk(host: HostView, { url, tls }: EtcdWay, look: EtcdLook) {
  const { signal, timeoutMs = TIMEOUT_MS } = look;
  return async <S extends z.ZodType>(
    path: string,
    body: string,
    schema: S,
  ): Promise<Asked<z.infer<S>>> => {
    const request = { url: `${url}${path}`, body, timeoutMs, signal };
    const outcome = await host.http.ask({ ...request, ...(tls && { tls }) });
    if (outcome.is === "failed") return { is: "silent", why: outcome.why };
    const read = readJson(new TextDecoder().decode(outcome.body));
    if (outcome.status !== 200) {
      const said = refusal.safeParse(read);
      const why = said.success ? sanitize(said.data.message) : `HTTP ${outcome.status}`;
      return { is: "silent", why };
    }
    const answer = schema.safeParse(read);
    if (!answer.success) return { is: "silent", why: `${path}: not an answer of etcd` };
    return { is: "answer", value: answer.data, tookMs: outcome.tookMs };
  };
}
