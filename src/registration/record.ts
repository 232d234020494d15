import { z } from "zod";
import type { DurableState } from "../engine/index.ts";
import { ERROR_CODES, type ErrorView } from "../errors/index.ts";
import { signingKey } from "../plane/index.ts";

/** What survives a restart. Never in it: the registration token, the pairing key and access tokens. */
const record = z.object({
  version: z.literal(1),
  phase: z.enum([
    "unconfigured",
    "local",
    "contacting",
    "reachable",
    "enrolling",
    "pending",
    "approved",
    "active",
    "rejected",
    "expired",
  ]),
  method: z.enum(["token", "manual", "qr"]).optional(),
  plane: z.string().optional(),
  /** Which kind of plane that is; version 1 when absent. */
  kind: z.enum(["v1", "palette", "file"]).optional(),
  /** What that kind has to remember itself. */
  portMemory: z.unknown().optional(),
  /** Sent, and perhaps lost on the way: repeated to the byte, it gives the same enrolment. */
  inFlight: z
    .object({
      idempotencyKey: z.string(),
      body: z.string(),
      /** It was sent with one, which is not in the body here. */
      hadPairingKey: z.boolean().optional(),
    })
    .optional(),
  enrolment: z
    .object({
      id: z.string(),
      etag: z.string().optional(),
      userCode: z.string().optional(),
      verificationUri: z.string().optional(),
      verificationUriComplete: z.string().optional(),
      expiresMs: z.number().optional(),
      todo: z.string().optional(),
      intervalMs: z.number(),
    })
    .optional(),
  /** Kept through everything but a new approval: no answer of a plane takes it away. */
  approved: z
    .object({
      plane: z.string(),
      hostUid: z.string(),
      project: z.string(),
      signingKeys: z.array(signingKey),
    })
    .optional(),
  problem: z.custom<ErrorView>(isErrorView).optional(),
  /** Only a person can make it go on. */
  isHalted: z.boolean(),
  /** The state shown and since when, wall time. */
  shown: z.object({ state: z.string(), sinceMs: z.number() }).optional(),
  /** How far the plane's clock is ahead. */
  offsetMs: z.number(),
  /** Number of the last heartbeat sent. */
  seq: z.number(),
  lastHeartbeatMs: z.number().optional(),
  /** The hardware the plane was told of last. */
  told: z.object({ digest: z.string(), atMs: z.number() }).optional(),
  desired: z
    .object({ revision: z.number(), etag: z.string().optional(), jws: z.string() })
    .optional(),
  bootId: z.string().optional(),
});

export type RegistrationRecord = Readonly<z.infer<typeof record>>;

/** Fields to replace; `undefined` removes. */
export type RecordChange = {
  readonly [K in keyof RegistrationRecord]?: RegistrationRecord[K] | undefined;
};

const KEY = "registration";

const FRESH: RegistrationRecord = {
  version: 1,
  phase: "unconfigured",
  isHalted: false,
  offsetMs: 0,
  seq: 0,
};

export type RegistrationMemory = Pick<DurableState, "get" | "set">;

export function loadRecord(memory: RegistrationMemory): RegistrationRecord {
  const parsed = record.safeParse(memory.get(KEY));
  return parsed.success ? parsed.data : FRESH;
}

export function keepRecord(memory: RegistrationMemory, value: RegistrationRecord): void {
  memory.set(KEY, value);
}

export function changed(before: RegistrationRecord, change: RecordChange): RegistrationRecord {
  const merged = Object.entries({ ...before, ...change }).filter(
    ([, value]) => value !== undefined,
  );
  return record.parse(Object.fromEntries(merged));
}

function isErrorView(value: unknown): boolean {
  const shape = z.object({
    code: z.string().refine((code) => Object.hasOwn(ERROR_CODES, code)),
    kind: z.string(),
    message: z.string(),
    hint: z.string(),
  });
  return shape.safeParse(value).success;
}
