import { z } from "zod";
import { enrolRequest, heartbeatRequest } from "../contract.ts";

/** Records of a plane as they are kept; each is replaced as a whole, never changed in place. */
export const enrolment = z.object({
  id: z.string(),
  keyId: z.string(),
  idempotencyKey: z.string(),
  bodySha256: z.string(),
  /** Without the pairing key: that one is compared and forgotten. */
  request: enrolRequest.omit({ pairingKey: true }),
  project: z.string(),
  tags: z.record(z.string(), z.string()),
  /** Without the dash. */
  userCode: z.string(),
  createdMs: z.number(),
  expiresMs: z.number(),
  status: z.enum(["pending", "approved", "rejected", "superseded"]),
  reason: z.string().optional(),
  hostUid: z.string().optional(),
});
export type Enrolment = Readonly<z.infer<typeof enrolment>>;

export const host = z.object({
  uid: z.string(),
  id: z.string(),
  keyId: z.string(),
  name: z.string(),
  address: z.string().optional(),
  project: z.string(),
  tags: z.record(z.string(), z.string()),
  approvedMs: z.number(),
  /** `expected`: it had the key or the pairing key the operator named beforehand. */
  approvedBy: z.enum(["token", "person", "expected"]),
  /** `deleted` is kept so that the same machine does not come back by itself. */
  status: z.enum(["ready", "deleted", "revoked"]),
  desired: z
    .object({ revision: z.number(), jws: z.string(), locks: z.array(z.string()) })
    .optional(),
  /** An operator asked for the inventory, and it has not come yet. */
  wantsInventory: z.boolean(),
});
export type HostRecord = Readonly<z.infer<typeof host>>;

/** The last heartbeat and the boots seen, newest last. */
export const beat = z.object({
  heartbeat: heartbeatRequest,
  heartbeatMs: z.number(),
  boots: z.array(z.string()),
});
export type Beat = Readonly<z.infer<typeof beat>>;
