import { z } from "zod";
import { readJson } from "../../json/index.ts";
import type { JoinMaterial } from "../driver.ts";

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

/** Pure. The token alone, or the line with it that the documentation has: `sudo k8s join-cluster TOKEN`. */
export function parseJoin(text: string): JoinMaterial | undefined {
  for (const word of text.trim().split(/\s+/)) {
    const read = readToken(word);
    const [server] = read?.addresses ?? [];
    if (read !== undefined && server !== undefined) return { token: word, server, role: read.role };
  }
  return undefined;
}
