import type { z } from "zod";
import { memberListAnswer, statusAnswer } from "./answers.ts";
import type { Shape } from "./protobuf.ts";

/** Of `rpc.proto` of etcd 3.4 to 3.6. */
const HEADER: Shape = {
  2: { name: "member_id", as: "word" },
  4: { name: "raft_term", as: "word" },
};

const MEMBER: Shape = {
  1: { name: "ID", as: "word" },
  2: { name: "name", as: "text" },
  3: { name: "peerURLs", as: "text", isMany: true },
  4: { name: "clientURLs", as: "text", isMany: true },
  5: { name: "isLearner", as: "flag" },
};

interface Question {
  /** Of the JSON gateway; asked with `{}`. */
  readonly path: string;
  /** Of gRPC; asked with an empty message. */
  readonly method: string;
  readonly shape: Shape;
  readonly answer: z.ZodType;
}

/**
 * All that is ever asked: nothing in it can be set, and each member answers out of its own memory, also
 * without a quorum. Alarms are told with the status: asking for them puts an entry into the log of all
 * members, even for `GET` (seen on 3.4.23).
 */
export const QUESTIONS = {
  status: {
    path: "/v3/maintenance/status",
    method: "/etcdserverpb.Maintenance/Status",
    answer: statusAnswer,
    shape: {
      1: { name: "header", as: { message: HEADER } },
      2: { name: "version", as: "text" },
      3: { name: "dbSize", as: "word" },
      4: { name: "leader", as: "word" },
      5: { name: "raftIndex", as: "word" },
      7: { name: "raftAppliedIndex", as: "word" },
      8: { name: "errors", as: "text", isMany: true },
      9: { name: "dbSizeInUse", as: "word" },
      10: { name: "isLearner", as: "flag" },
    },
  },
  members: {
    path: "/v3/cluster/member/list",
    method: "/etcdserverpb.Cluster/MemberList",
    answer: memberListAnswer,
    shape: {
      1: { name: "header", as: { message: HEADER } },
      2: { name: "members", as: { message: MEMBER }, isMany: true },
    },
  },
} as const satisfies Readonly<Record<string, Question>>;

export type QuestionName = keyof typeof QUESTIONS;
export type AnswerTo<Q extends QuestionName> = z.infer<(typeof QUESTIONS)[Q]["answer"]>;
