import { randomUUID } from "node:crypto";
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
} from "jose";
import type { Clock } from "../../engine/index.ts";
import { publicJwk, type SigningKey } from "../contract.ts";
import { type Changes, createChanges } from "./changes.ts";
import type { PlaneEvent } from "./events.ts";
import { createGuessLimit, type GuessLimit } from "./rate.ts";
import type { Enrolment, HostRecord, PlaneData, PlaneStore } from "./state.ts";
import { createSaver } from "./store.ts";
import type { PlaneToken } from "./tokens.ts";

/** What every route works on. Records are replaced, never changed in place. */
export interface PlaneContext {
  readonly clock: Clock;
  readonly instance: string;
  readonly signer: { readonly key: SigningKey; readonly secret: CryptoKey | Uint8Array };
  readonly enrolments: Map<string, Enrolment>;
  readonly hosts: Map<string, HostRecord>;
  readonly tokenUses: Map<string, number>;
  /** By digest of the access token. In memory only: after a restart hosts ask for new ones. */
  readonly access: Map<string, AccessGrant>;
  /** When each enrolment was last polled, monotonic; not worth keeping over a restart. */
  readonly lastPolls: Map<string, number>;
  readonly tokens: readonly PlaneToken[];
  readonly changes: Changes;
  readonly guesses: GuessLimit;
  readonly codeLifeMs: number;
  readonly intervalSec: number;
  readonly heartbeatSec: number;
  readonly accessLifeSec: number;
  /** As callers reach it; known once it listens. */
  publicUrl(): string;
  emit(event: PlaneEvent): void;
  /** Resolves when all changes up to now are kept. */
  save(): Promise<void>;
}

export interface AccessGrant {
  readonly hostUid: string;
  readonly keyId: string;
  readonly untilMs: number;
}

export interface ContextOptions {
  readonly clock: Clock;
  readonly store: PlaneStore;
  readonly tokens: readonly PlaneToken[];
  readonly codeLifeMs: number;
  readonly heartbeatSec: number;
  publicUrl(): string;
  emit(event: PlaneEvent): void;
}

export async function openContext(options: ContextOptions): Promise<PlaneContext> {
  const data = (await options.store.load()) ?? (await freshData());
  const enrolments = new Map(data.enrolments.map((record) => [record.id, record]));
  const hosts = new Map(data.hosts.map((record) => [record.uid, record]));
  const tokenUses = new Map(Object.entries(data.tokenUses));
  const { clock } = options;
  const save = createSaver(options.store, () => ({
    ...data,
    enrolments: [...enrolments.values()].filter((record) => isWorthKeeping(record, clock.nowMs())),
    hosts: [...hosts.values()],
    tokenUses: Object.fromEntries(tokenUses),
  }));
  await save();
  const jwk = publicJwk.parse(data.signingKey);
  return {
    clock,
    instance: data.instance,
    signer: {
      key: { ...jwk, kid: await calculateJwkThumbprint(jwk, "sha256") },
      secret: await importJWK(data.signingKey, "EdDSA"),
    },
    enrolments,
    hosts,
    tokenUses,
    access: new Map(),
    lastPolls: new Map(),
    tokens: options.tokens,
    changes: createChanges(clock),
    guesses: createGuessLimit(clock, { limit: 5, windowMs: options.codeLifeMs }),
    codeLifeMs: options.codeLifeMs,
    intervalSec: 5,
    heartbeatSec: options.heartbeatSec,
    accessLifeSec: 3600,
    publicUrl: options.publicUrl,
    emit: options.emit,
    save,
  };
}

async function freshData(): Promise<PlaneData> {
  const pair = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  const { x = "", d = "" } = await exportJWK(pair.privateKey);
  return {
    version: 1,
    instance: randomUUID(),
    signingKey: { kty: "OKP", crv: "Ed25519", x, d },
    enrolments: [],
    hosts: [],
    tokenUses: {},
  };
}

const DAY_MS = 24 * 3_600_000;

function isWorthKeeping(record: Enrolment, nowMs: number): boolean {
  return record.status === "approved" || record.expiresMs + DAY_MS > nowMs;
}
