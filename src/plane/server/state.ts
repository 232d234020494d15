import { z } from "zod";
import { enrolRequest, heartbeatRequest } from "../contract.ts";

/** Everything a plane remembers. Written as one JSON document; secrets in it: the signing key only. */
const enrolment = z.object({
  id: z.string(),
  keyId: z.string(),
  idempotencyKey: z.string(),
  bodySha256: z.string(),
  request: enrolRequest,
  project: z.string(),
  /** Without the dash. */
  userCode: z.string(),
  createdMs: z.number(),
  expiresMs: z.number(),
  status: z.enum(["pending", "approved", "rejected", "superseded"]),
  reason: z.string().optional(),
  hostUid: z.string().optional(),
});
export type Enrolment = Readonly<z.infer<typeof enrolment>>;

const host = z.object({
  uid: z.string(),
  id: z.string(),
  keyId: z.string(),
  name: z.string(),
  address: z.string().optional(),
  project: z.string(),
  approvedMs: z.number(),
  approvedBy: z.enum(["token", "person"]),
  /** `deleted` is kept so that the same machine does not come back by itself. */
  status: z.enum(["ready", "deleted", "revoked"]),
  device: z.record(z.string(), z.unknown()),
  desired: z.object({ revision: z.number(), jws: z.string() }).optional(),
  heartbeat: heartbeatRequest.optional(),
  heartbeatMs: z.number().optional(),
  /** Boot ids seen, newest last. */
  boots: z.array(z.string()),
});
export type HostRecord = Readonly<z.infer<typeof host>>;

export const planeData = z.object({
  version: z.literal(1),
  instance: z.string(),
  /** Private JWK of the key that signs desired states. */
  signingKey: z.object({
    kty: z.literal("OKP"),
    crv: z.literal("Ed25519"),
    x: z.string(),
    d: z.string(),
  }),
  enrolments: z.array(enrolment),
  hosts: z.array(host),
  /** Times each token was used, by digest of the token. */
  tokenUses: z.record(z.string(), z.number()),
});
export type PlaneData = Readonly<z.infer<typeof planeData>>;

/** Where a plane keeps its memory between runs. */
export interface PlaneStore {
  load(): Promise<PlaneData | undefined>;
  save(data: PlaneData): Promise<void>;
}
