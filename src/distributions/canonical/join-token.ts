import { z } from "zod";
import { readJson } from "../../json/index.ts";
import type { JoinCommands, JoinFlaw, JoinMaterial } from "../driver.ts";

/** k8sd, on every node. */
export const JOIN_PORT = 6400;

/** canonical-dqlite.md 1.5: what is in both kinds of token; a worker's has a mark of its own. */
const shape = z.looseObject({
  secret: z.string().min(1),
  fingerprint: z.string().min(1),
  join_addresses: z.array(z.string().min(1).max(300)).min(1).max(100),
  _: z.string().optional(),
});

export interface ReadToken {
  readonly role: "control-plane" | "worker";
  /** Members that can be asked, `host:port`. */
  readonly addresses: readonly string[];
}

/** Pure. One line of base64, as `k8s get-join-token` prints it; `undefined`: it is none. */
export function readToken(token: string): ReadToken | undefined {
  if (!/^[A-Za-z0-9+/]{40,}={0,2}$/.test(token)) return undefined;
  const read = shape.safeParse(readJson(Buffer.from(token, "base64").toString("utf8"))).data;
  if (read === undefined) return undefined;
  const role = read._ === undefined ? "control-plane" : "worker";
  return { role, addresses: read.join_addresses };
}

export const SHOWN_BY: JoinCommands = {
  material: "k8s get-join-token NODE, with --worker for a worker",
};
const JOIN_COMMAND = /\bk8s\s+join-cluster\b/;
/** `{"` in base64. */
const BEGUN = /(?:^|\s)eyJ[A-Za-z0-9+/]{20}/;
/** A terminal breaks a token into no more. */
const MOST_PIECES = 40;

/** Pure. The token alone, or the line with it that the documentation has: `sudo k8s join-cluster TOKEN`. */
export function parseJoin(text: string): JoinMaterial | undefined {
  const words = text.trim().split(/\s+/);
  for (const [index, word] of words.entries()) {
    if (!/^[A-Za-z0-9+/=]+$/.test(word)) continue;
    const token = wholeFrom(words.slice(index, index + MOST_PIECES));
    const read = token === undefined ? undefined : readToken(token);
    const [server] = read?.addresses ?? [];
    if (token !== undefined && read !== undefined && server !== undefined)
      return { token, server, role: read.role };
  }
  return undefined;
}

/** Pure. What begins as its token does, or asks for one. */
export function flawOfToken(text: string): JoinFlaw | undefined {
  const isMeant = JOIN_COMMAND.test(text) || BEGUN.test(text);
  if (!isMeant || parseJoin(text) !== undefined) return undefined;
  return {
    why: BEGUN.test(text) ? "its token is cut or changed" : "its line has no token",
    hint: `Paste the whole of it; a control plane makes one: ${SHOWN_BY.material}.`,
  };
}

/** Put together again where the end of a terminal's line went through it. */
function wholeFrom(pieces: readonly string[]): string | undefined {
  for (let count = 1; count <= pieces.length; count += 1) {
    const token = pieces.slice(0, count).join("");
    if (readToken(token) !== undefined) return token;
  }
  return undefined;
}
