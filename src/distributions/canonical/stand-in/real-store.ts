import { z } from "zod";
import { readJson } from "../../../json/index.ts";
import { FAILURE_FILE } from "./failure.ts";
import type { Disk } from "./machine.ts";
import { MEMBER_ID } from "./member-id.ts";

/** Nodes of a real Dqlite on loopback that a test runs beneath the stand-in, one for each store. */
const realStores = z.object({
  dqlite: z.partialRecord(
    z.enum(["membership", "kubernetes"]),
    z.object({ port: z.number(), id: z.string().regex(/^\d{1,20}$/) }),
  ),
});

export interface StoreMember {
  readonly id: bigint;
  /** `host:port`, as its store knows it. */
  readonly address: string;
  /** Where a real one listens; absent: it is played. */
  readonly realPort?: number;
}

const PORTS = { membership: 6400, kubernetes: 9000 } as const;
export type Store = keyof typeof PORTS;

/** Or a program that is such a node, which the stand-in runs itself: `PROGRAM ID ADDRESS FOLDER LATENCY_MS SOCKET`. */
const ownStore = z.object({ dqliteProgram: z.string().startsWith("/") });

export function programOfDqlite(disk: Pick<Disk, "read">): string | undefined {
  return ownStore.safeParse(readJson(disk.read(FAILURE_FILE) ?? "")).data?.dqliteProgram;
}

/** The one member that a store has here. */
export function memberOf(disk: Pick<Disk, "read">, store: Store, ip: string): StoreMember {
  const asked = realStores.safeParse(readJson(disk.read(FAILURE_FILE) ?? "")).data;
  const real = asked?.dqlite[store];
  if (real === undefined) return { id: MEMBER_ID, address: `${ip}:${PORTS[store]}` };
  const { id, port } = real;
  return { id: BigInt(id), address: `127.0.0.1:${port}`, realPort: port };
}

/** All members of a store: a real one has this node alone. */
export function membersOf(
  disk: Pick<Disk, "read">,
  store: Store,
  ips: readonly string[],
): readonly StoreMember[] {
  const [first = ""] = ips;
  const member = memberOf(disk, store, first);
  if (member.realPort !== undefined) return [member];
  return ips.map((ip, at) => ({ id: MEMBER_ID + BigInt(at), address: `${ip}:${PORTS[store]}` }));
}
