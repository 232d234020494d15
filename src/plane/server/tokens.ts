import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { contains, parseAddress, parseRange } from "../../addresses/index.ts";
import { problem, type Reply } from "./reply.ts";
import { digestOf, newSecret } from "./secret-text.ts";

/** What a registration token is good for; whatever is absent is not limited. */
export interface TokenScope {
  readonly project?: string | undefined;
  /** Wall time. */
  readonly expiresMs?: number | undefined;
  /** How many hosts it may register. */
  readonly uses?: number | undefined;
  /** Edge IDs, with `*` for any characters. */
  readonly hosts?: string | undefined;
  /** The network hosts ask from: `10.20.0.0/16`. */
  readonly network?: string | undefined;
}

/** A token that a program gives its embedded plane. */
export interface PlaneToken extends TokenScope {
  readonly token: string;
  readonly revoked?: boolean;
}

/** A token as its operator sees it again: never the secret. */
export interface TokenView extends TokenScope {
  readonly id: string;
  readonly name: string;
  readonly createdMs: number;
  readonly createdBy: string;
  readonly used: number;
  readonly revokedMs?: number;
}

export interface TokenAsk {
  readonly authorization: string | undefined;
  readonly project: string | undefined;
  readonly hostId: string;
  readonly address: string;
  readonly nowMs: number;
}

export type TokenVerdict =
  | { readonly is: "accepted"; readonly project: string; readonly digest: string }
  | { readonly is: "refused"; readonly reply: Reply };

export interface Tokens {
  judge(ask: TokenAsk): TokenVerdict;
  /** Counts one use; in the same change as the judgement. */
  spend(digest: string): void;
  /** The secret is in the answer and nowhere else. */
  create(given: NewToken): { readonly id: string; readonly token: string };
  list(): readonly TokenView[];
  /** False when there is no such token. */
  revoke(id: string, nowMs: number): boolean;
  /** Takes on a program's own token; how often it was used is remembered from before. */
  adopt(given: PlaneToken, nowMs: number): void;
}

export interface NewToken extends TokenScope {
  readonly name: string;
  readonly createdMs: number;
  readonly createdBy: string;
}

export const DEFAULT_PROJECT = "Default";

const record = z.object({
  name: z.string(),
  createdMs: z.number(),
  createdBy: z.string(),
  project: z.string().optional(),
  expiresMs: z.number().optional(),
  uses: z.number().optional(),
  hosts: z.string().optional(),
  network: z.string().optional(),
});

export function createTokens(db: DatabaseSync): Tokens {
  const find = db.prepare("SELECT * FROM tokens WHERE digest = ?");
  const all = db.prepare("SELECT * FROM tokens ORDER BY rowid");
  const insert = db.prepare("INSERT INTO tokens (digest, id, record) VALUES (?, ?, ?)");
  const adopt = db.prepare(`INSERT INTO tokens (digest, id, revoked_ms, record) VALUES (?, ?, ?, ?)
    ON CONFLICT (digest) DO UPDATE SET revoked_ms = excluded.revoked_ms, record = excluded.record`);
  const spend = db.prepare("UPDATE tokens SET used = used + 1 WHERE digest = ?");
  const revoke = db.prepare(
    "UPDATE tokens SET revoked_ms = coalesce(revoked_ms, ?) WHERE id = ? RETURNING id",
  );
  return {
    judge(ask) {
      const given = ask.authorization?.match(/^Bearer (.+)$/i)?.[1];
      if (given === undefined) return no(401, "token-invalid", "The request carries no token.");
      const digest = digestOf(given);
      // Looked up by digest, so that the time taken says nothing about the token.
      const row = find.get(digest);
      if (row === undefined) return no(401, "token-invalid", "This plane knows no such token.");
      const view = viewOf(row);
      return (
        refusal(view, ask) ?? {
          is: "accepted",
          project: view.project ?? ask.project ?? DEFAULT_PROJECT,
          digest,
        }
      );
    },
    spend: (digest) => void spend.run(digest),
    create(given) {
      const token = newSecret("ept_");
      const id = randomBytes(4).toString("hex");
      insert.run(digestOf(token), id, JSON.stringify(record.parse(given)));
      return { id, token };
    },
    list: () => all.all().map(viewOf),
    revoke: (id, nowMs) => revoke.get(nowMs, id) !== undefined,
    adopt({ token, revoked, ...scope }, nowMs) {
      const made = { ...scope, name: "given by the program", createdMs: nowMs, createdBy: "" };
      const digest = digestOf(token);
      const text = JSON.stringify(record.parse(made));
      adopt.run(digest, digest.slice(0, 8), revoked === true ? nowMs : null, text);
    },
  };
}

function refusal(token: TokenView, ask: TokenAsk): TokenVerdict | undefined {
  const { revokedMs, expiresMs, uses, used, project, hosts, network } = token;
  if (revokedMs !== undefined) return no(401, "token-revoked", "The token was revoked.");
  if (expiresMs !== undefined && expiresMs <= ask.nowMs) {
    const at = new Date(expiresMs).toISOString();
    return no(401, "token-expired", `The token was valid until ${at}.`);
  }
  if (uses !== undefined && used >= uses) {
    return no(401, "token-expired", "The token was used as often as it may be.");
  }
  if (ask.project !== undefined && project !== undefined && ask.project !== project) {
    return no(403, "token-scope", `The token is for the project ${project}.`);
  }
  if (hosts !== undefined && !fits(hosts, ask.hostId)) {
    return no(403, "token-scope", `The token is for hosts named ${hosts}.`);
  }
  if (network !== undefined && !isWithin(network, ask.address)) {
    return no(403, "token-scope", "The token is not for the network this request came from.");
  }
  return undefined;
}

function fits(pattern: string, id: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[^\w-]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(id);
}

function isWithin(network: string, from: string): boolean {
  const [range, address] = [parseRange(network), parseAddress(from)];
  return range !== undefined && address !== undefined && contains(range, address);
}

function viewOf(row: Readonly<Record<string, unknown>>): TokenView {
  const { revoked_ms: revokedMs } = row;
  return {
    ...record.parse(JSON.parse(String(row.record))),
    id: String(row.id),
    used: Number(row.used),
    ...(revokedMs === null ? {} : { revokedMs: Number(revokedMs) }),
  };
}

function no(status: number, code: string, detail: string): TokenVerdict {
  return {
    is: "refused",
    reply: problem(status, { code, title: "The registration token is not accepted.", detail }),
  };
}
