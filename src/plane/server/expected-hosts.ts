import { randomInt } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { fingerprintOf } from "../host-key.ts";
import { USER_CODE_LETTERS } from "../user-code.ts";
import { read } from "./records.ts";
import { digestOf } from "./secret-text.ts";

/** A host the operator entered beforehand, by its id. */
const expectedHost = z.object({
  id: z.string(),
  project: z.string().optional(),
  tags: z.record(z.string(), z.string()),
  /** Thumbprint of the host's key, or its first 8 characters as both screens show them. */
  key: z.string().optional(),
  pairingDigest: z.string().optional(),
  createdMs: z.number(),
  createdBy: z.string(),
});
export type ExpectedHost = Readonly<z.infer<typeof expectedHost>>;

export interface ExpectedHosts {
  byId(id: string): ExpectedHost | undefined;
  /** Whether what the host brought proves that it is the one. A wrong pairing key is counted. */
  recognises(expected: ExpectedHost, brought: BroughtByHost): boolean;
  put(host: ExpectedHost): void;
  /** False when there is none. */
  remove(id: string): boolean;
  list(): readonly ExpectedHost[];
}

export interface BroughtByHost {
  readonly keyId: string;
  readonly pairingKey?: string | undefined;
}

/** After so many wrong pairing keys only a person can let the host in. */
const WRONG_TRIES = 5;

export function createExpectedHosts(db: DatabaseSync): ExpectedHosts {
  const find = db.prepare("SELECT record FROM expected_hosts WHERE id = ?");
  const all = db.prepare("SELECT record FROM expected_hosts ORDER BY id");
  const put = db.prepare("INSERT OR REPLACE INTO expected_hosts (id, record) VALUES (?, ?)");
  const remove = db.prepare("DELETE FROM expected_hosts WHERE id = ? RETURNING id");
  const tries = db.prepare("SELECT wrong_tries FROM expected_hosts WHERE id = ?");
  const wrong = db.prepare("UPDATE expected_hosts SET wrong_tries = wrong_tries + 1 WHERE id = ?");
  return {
    byId(id) {
      const row = find.get(id);
      return row === undefined ? undefined : read(expectedHost, row);
    },
    recognises({ id, key, pairingDigest }, { keyId, pairingKey }) {
      if (key !== undefined && (key === keyId || key === plainFingerprint(keyId))) return true;
      if (pairingDigest === undefined || pairingKey === undefined) return false;
      if (Number(tries.get(id)?.wrong_tries) >= WRONG_TRIES) return false;
      if (digestOf(plainPairingKey(pairingKey)) === pairingDigest) return true;
      wrong.run(id);
      return false;
    },
    put: (host) => void put.run(host.id, JSON.stringify(host)),
    remove: (id) => remove.get(id) !== undefined,
    list: () => all.all().map((row) => read(expectedHost, row)),
  };
}

/** Twelve letters in groups of four, 51.8 bits: to be read aloud and typed. */
export function newPairingKey(): string {
  const letters = Array.from({ length: 12 }, () => USER_CODE_LETTERS[randomInt(20)]).join("");
  return (letters.match(/.{4}/g) ?? []).join("-");
}

export function pairingDigestOf(pairingKey: string): string {
  return digestOf(plainPairingKey(pairingKey));
}

function plainPairingKey(typed: string): string {
  return typed.toUpperCase().replace(/[\s-]+/g, "");
}

function plainFingerprint(keyId: string): string {
  return fingerprintOf(keyId).replaceAll(" ", "");
}
