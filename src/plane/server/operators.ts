import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { digestOf, newSecret } from "./secret-text.ts";

/** The people who decide. A password may be missing: then one-time links alone let them in. */
export interface Operators {
  /** When the operator was made or the password last changed; `undefined` when there is none. */
  changedMs(name: string): number | undefined;
  list(): readonly { readonly name: string; readonly hasPassword: boolean }[];
  /** Makes the operator when there is none; absent keeps the password there is. */
  put(name: string, nowMs: number, passwordDigest?: string): void;
  remove(name: string): boolean;
  isPassword(name: string, password: string): Promise<boolean>;
  /** A secret that signs this operator in once. */
  newLink(name: string, untilMs: number): string;
  /** Whose link it is, as long as it is good; looking does not use it up. */
  linkOf(secret: string, nowMs: number): string | undefined;
  useLink(secret: string, nowMs: number): string | undefined;
}

export const OPERATOR_NAME = /^[a-z][a-z0-9._-]{0,31}$/;
export const MIN_PASSWORD = 12;

export function createOperators(db: DatabaseSync): Operators {
  const find = db.prepare("SELECT name, password, changed_ms FROM operators WHERE name = ?");
  const all = db.prepare("SELECT name, password FROM operators ORDER BY name");
  const make = db.prepare("INSERT OR IGNORE INTO operators (name, changed_ms) VALUES (?, ?)");
  const change = db.prepare("UPDATE operators SET password = ?, changed_ms = ? WHERE name = ?");
  const remove = db.prepare("DELETE FROM operators WHERE name = ? RETURNING name");
  const dropLinks = db.prepare("DELETE FROM sign_in_links WHERE operator = ? OR until_ms < ?");
  const link = db.prepare(
    "INSERT INTO sign_in_links (digest, operator, until_ms) VALUES (?, ?, ?)",
  );
  const linkOf = db.prepare("SELECT operator FROM sign_in_links WHERE digest = ? AND until_ms > ?");
  const useLink = db.prepare(
    "DELETE FROM sign_in_links WHERE digest = ? AND until_ms > ? RETURNING operator",
  );
  const operatorIn = (row: Readonly<Record<string, unknown>> | undefined) =>
    row === undefined ? undefined : String(row.operator);
  return {
    changedMs(name) {
      const row = find.get(name);
      return row === undefined ? undefined : Number(row.changed_ms);
    },
    list: () =>
      all
        .all()
        .map(({ name, password }) => ({ name: String(name), hasPassword: password !== null })),
    put(name, nowMs, passwordDigest) {
      make.run(name, nowMs);
      if (passwordDigest !== undefined) change.run(passwordDigest, nowMs, name);
    },
    remove(name) {
      dropLinks.run(name, 0);
      return remove.get(name) !== undefined;
    },
    async isPassword(name, password) {
      const stored = find.get(name)?.password;
      // Somebody unknown costs the same time, so that names cannot be told apart.
      const isRight = await matches(password, typeof stored === "string" ? stored : NOBODYS);
      return isRight && typeof stored === "string";
    },
    newLink(name, untilMs) {
      const secret = newSecret("");
      link.run(digestOf(secret), name, untilMs);
      return secret;
    },
    linkOf: (secret, nowMs) => operatorIn(linkOf.get(digestOf(secret), nowMs)),
    useLink: (secret, nowMs) => operatorIn(useLink.get(digestOf(secret), nowMs)),
  };
}

const COST = { N: 1 << 15, r: 8, p: 1, maxmem: 64 << 20 };
const NOBODYS = `scrypt$${"A".repeat(22)}$${"A".repeat(43)}`;

/** `scrypt$salt$hash`, base64url; N = 32768, r = 8, p = 1. */
export async function passwordDigest(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await hashed(password, salt);
  return `scrypt$${salt.toString("base64url")}$${hash.toString("base64url")}`;
}

async function matches(password: string, stored: string): Promise<boolean> {
  const [, salt = "", hash = ""] = stored.split("$");
  const wanted = Buffer.from(hash, "base64url");
  const found = await hashed(password, Buffer.from(salt, "base64url"));
  return wanted.length === found.length && timingSafeEqual(wanted, found);
}

function hashed(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, 32, COST, (thrown, hash) =>
      thrown === null ? resolve(hash) : reject(thrown),
    );
  });
}
