// Every shape that crosses the wire, in one place; types and schemas only.
import { z } from "zod";

/**
 * The edge plane contract, version 1: plain HTTP/1.1, JSON, signed requests. Both sides ignore fields
 * they do not know. Server: `./server`, client: `./client`.
 */
export const CONTRACT_VERSION = "1";
export const INSTANCE_HEADER = "x-plane-instance";
export const PROOF_HEADER = "edge-proof";
export const PROOF_TYPE = "edge-proof+jwt";
export const DESIRED_TYPE = "edge-desired+jwt";
/** Clocks of the two sides may differ by this much before a proof is refused. */
export const MAX_SKEW_MS = 5 * 60_000;

const id = z.string().min(1).max(128);
const line = z.string().max(300);

/** SHA-256, base64url. */
const digest = z.string().regex(/^[\w-]{43}$/);

/** Ed25519 public key; extra members are dropped, a private one never passes. */
export const publicJwk = z.object({
  kty: z.literal("OKP"),
  crv: z.literal("Ed25519"),
  x: z.string().regex(/^[\w-]{43}$/),
});
export type PublicJwk = Readonly<z.infer<typeof publicJwk>>;

export const signingKey = publicJwk.extend({ kid: id });
export type SigningKey = Readonly<z.infer<typeof signingKey>>;

export const proofClaims = z.object({
  htm: z.string().max(16),
  htu: z.string().max(2048),
  /** Seconds since the epoch. */
  iat: z.number(),
  jti: z.string().min(8).max(128),
  /** SHA-256 of the body, base64url; of nothing when there is no body. */
  bodySha256: z.string().regex(/^[\w-]{43}$/),
});
export type ProofClaims = Readonly<z.infer<typeof proofClaims>>;

// --- requests ----------------------------------------------------------------------------------

const hostDescription = z.object({
  id: id.regex(/^[A-Za-z0-9_-]+$/),
  /** Where the id comes from: `DMI product UUID`. */
  idSource: line,
  name: z.string().max(253),
  address: z.string().max(64).optional(),
  mac: z.string().max(32).optional(),
});

export const enrolRequest = z.object({
  host: hostDescription,
  publicKey: publicJwk,
  method: z.enum(["token", "code"]),
  project: z.string().max(128).optional(),
  tags: z.record(z.string().max(63), z.string().max(253)).optional(),
  /** Public DeviceSpec shape. */
  device: z.record(z.string(), z.unknown()),
  xFacts: z.record(z.string(), z.unknown()).optional(),
  agent: z.object({ name: z.string().max(64), version: z.string().max(64) }),
  /** Of a host the plane expects by its id: printed once by the operator, typed on the host. */
  pairingKey: z.string().max(64).optional(),
});
export type EnrolRequest = Readonly<z.infer<typeof enrolRequest>>;
export type HostDescription = EnrolRequest["host"];

export const tokenRequest = z.object({ hostUid: id });

export const heartbeatRequest = z.object({
  seq: z.int().min(0),
  bootId: id,
  at: line,
  uptimeSec: z.number().min(0),
  phase: line,
  agentVersion: line,
  observedRevision: z.int().min(0),
  /** Of the hardware as it is now; the plane asks for the whole when it knows another one. */
  inventoryDigest: digest.optional(),
  conditions: z
    .array(
      z.object({
        type: line,
        status: z.enum(["True", "False", "Unknown"]),
        reason: line,
        message: z.string().max(2000),
        since: line,
      }),
    )
    .max(200),
});
export type HeartbeatRequest = Readonly<z.infer<typeof heartbeatRequest>>;

/** Sent when the digest changed, or when the answer to a heartbeat says `wantInventory`. */
export const inventoryRequest = z.object({
  digest,
  /** Public DeviceSpec shape. */
  device: z.record(z.string(), z.unknown()),
  xFacts: z.record(z.string(), z.unknown()).optional(),
});
export type InventoryRequest = Readonly<z.infer<typeof inventoryRequest>>;

/** At least once: the plane knows events by their id and keeps each once. */
export const eventsRequest = z.object({
  events: z
    .array(
      z.object({
        /** ULID: the plane takes each once, and they sort by time. */
        id: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/),
        at: line,
        /** Subject and what happened, past tense: `drift.repaired`. */
        type: z.string().regex(/^[a-z][a-z0-9.-]{0,63}$/),
        severity: z.enum(["info", "warn", "error"]),
        data: z.record(z.string(), z.unknown()),
      }),
    )
    .min(1)
    .max(200),
});
export type EventsRequest = Readonly<z.infer<typeof eventsRequest>>;

// --- answers -----------------------------------------------------------------------------------

export const wellKnownAnswer = z.object({
  contract: z.string().max(16),
  methods: z.array(z.string().max(32)).max(16),
  enrolmentUrl: z.string().max(2048),
  signingKeys: z.array(signingKey).max(16),
  limits: z.object({ heartbeatSec: z.number(), inventoryMaxBytes: z.number() }),
  serverTime: line,
});

const webUrl = z.url({ protocol: /^https?$/ }).max(500);

export const enrolmentAnswer = z.discriminatedUnion("state", [
  z.object({
    state: z.literal("pending"),
    enrolmentId: id,
    userCode: z.string().regex(/^[A-Z]{4}-[A-Z]{4}$/),
    verificationUri: webUrl,
    verificationUriComplete: webUrl,
    expiresIn: z.number().min(0),
    interval: z.number().min(0),
  }),
  z.object({
    state: z.literal("approved"),
    enrolmentId: id,
    hostUid: id,
    project: z.string().max(128),
    plane: z.object({ signingKeys: z.array(signingKey).min(1).max(16) }),
  }),
  z.object({
    state: z.literal("rejected"),
    enrolmentId: id,
    reason: z.string().max(1000).optional(),
  }),
  z.object({ state: z.literal("expired"), enrolmentId: id }),
]);
export type EnrolmentAnswer = Readonly<z.infer<typeof enrolmentAnswer>>;

export const tokenAnswer = z.object({
  accessToken: z.string().min(8).max(8192),
  expiresIn: z.number().min(1).max(3600),
});

export const heartbeatAnswer = z.object({
  serverTime: line,
  nextSec: z.number(),
  desiredRevision: z.int().min(0),
  wantInventory: z.boolean(),
});

/** The id up to which a host may forget its events. */
export const eventsAnswer = z.object({ acceptedThrough: id });

export const desiredClaims = z.object({
  revision: z.int().min(1),
  issuedAt: z.iso.datetime(),
  notAfter: z.iso.datetime().optional(),
  hostUid: id,
  spec: z.unknown(),
  /** Dotted paths of fields or sections that the local layer of the host may not change. */
  locks: z.array(z.string().min(1).max(200)).max(500).optional(),
});
export type DesiredClaims = Readonly<z.infer<typeof desiredClaims>>;

/** RFC 9457, with a stable `code`. */
export const problemAnswer = z.object({
  code: z.string().max(64),
  title: z.string().max(300).optional(),
  detail: z.string().max(2000).optional(),
  serverTime: line.optional(),
});
export type ProblemAnswer = Readonly<z.infer<typeof problemAnswer>>;
