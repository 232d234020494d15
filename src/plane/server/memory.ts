import { generateKeyPairSync, randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { type CryptoKey, calculateJwkThumbprint, importJWK } from "jose";
import { z } from "zod";
import { publicJwk, type SigningKey } from "../contract.ts";
import { type Audit, createAudit } from "./audit.ts";
import { type Beats, createBeats } from "./beats.ts";
import { openDatabase, type PlaneDatabase } from "./database.ts";
import { createExpectedHosts, type ExpectedHosts } from "./expected-hosts.ts";
import { createOperators, type Operators } from "./operators.ts";
import { createRecords, type Records } from "./records.ts";
import { createReports, type Reports } from "./reports.ts";
import { createTokens, type Tokens } from "./tokens.ts";

/** All that a plane remembers, for the server and for the command line beside it. */
export interface PlaneMemory extends Pick<PlaneDatabase, "change" | "wroteElsewhere" | "close"> {
  /** Random per deployment; on every answer. */
  readonly instance: string;
  readonly signer: { readonly key: SigningKey; readonly secret: CryptoKey | Uint8Array };
  readonly enrolments: Records["enrolments"];
  readonly hosts: Records["hosts"];
  readonly beats: Beats;
  readonly tokens: Tokens;
  readonly expected: ExpectedHosts;
  readonly operators: Operators;
  readonly audit: Audit;
  readonly reports: Reports;
  /** Where people and hosts reach the server, as it said when it last started. */
  publicUrl(): string | undefined;
  setPublicUrl(url: string): void;
}

const signingJwk = publicJwk.extend({ d: z.string() });

/** In memory only without a path. */
export async function openMemory(path: string | undefined): Promise<PlaneMemory> {
  const { db, change, wroteElsewhere, close } = await openDatabase(path);
  const meta = metaIn(db);
  const [instance, jwk] = change(() => [
    meta.getOr("instance", randomUUID),
    signingJwk.parse(JSON.parse(meta.getOr("signing-key", newSigningKey))),
  ]);
  const { enrolments, hosts } = createRecords(db);
  const known = publicJwk.parse(jwk);
  return {
    ...{ change, wroteElsewhere, close, instance, enrolments, hosts },
    signer: {
      key: { ...known, kid: await calculateJwkThumbprint(known, "sha256") },
      secret: await importJWK(jwk, "EdDSA"),
    },
    beats: createBeats({ db, change }),
    tokens: createTokens(db),
    expected: createExpectedHosts(db),
    operators: createOperators(db),
    audit: createAudit(db),
    reports: createReports(db),
    publicUrl: () => meta.get("public-url"),
    setPublicUrl: (url) => meta.set("public-url", url),
  };
}

function metaIn(db: DatabaseSync) {
  const find = db.prepare("SELECT value FROM meta WHERE name = ?");
  const put = db.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)");
  const get = (name: string) => {
    const value = find.get(name)?.value;
    return typeof value === "string" ? value : undefined;
  };
  return {
    get,
    set: (name: string, value: string) => void put.run(name, value),
    getOr(name: string, make: () => string) {
      const found = get(name);
      if (found !== undefined) return found;
      const made = make();
      put.run(name, made);
      return made;
    },
  };
}

function newSigningKey(): string {
  return JSON.stringify(generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }));
}
