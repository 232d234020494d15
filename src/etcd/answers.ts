import { z } from "zod";

/**
 * What the JSON gateway of etcd 3.4 to 3.6 answers, and gRPC once it is read. 64-bit numbers come as
 * decimal text; what is zero, false or empty is left out. Fields we do not know are ignored.
 */
const word = z
  .string()
  .regex(/^\d{1,20}$/)
  .transform(BigInt);
const count = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

const header = z.object({ member_id: word, raft_term: count.default(0) });

export const memberListAnswer = z.object({
  header,
  members: z
    .array(
      z.object({
        ID: word,
        /** Absent: added, and never started. */
        name: z.string().max(253).default(""),
        peerURLs: z.array(z.string().max(2048)).max(16).default([]),
        clientURLs: z.array(z.string().max(2048)).max(16).default([]),
        isLearner: z.boolean().default(false),
      }),
    )
    .max(1000)
    .default([]),
});

export const statusAnswer = z.object({
  header,
  version: z.string().max(64).default(""),
  dbSize: count.default(0),
  dbSizeInUse: count.default(0),
  /** Absent: it knows of none. */
  leader: word.optional().transform((id) => (id === 0n ? undefined : id)),
  raftIndex: count.default(0),
  raftAppliedIndex: count.default(0),
  isLearner: z.boolean().default(false),
  errors: z.array(z.string().max(500)).max(100).default([]),
});

/** Errors come as a status and this. */
export const refusal = z.object({ message: z.string().max(1000) });
