import { parse } from "yaml";
import { z } from "zod";
import type { Member, Role } from "../../dqlite/index.ts";
import type { HostView } from "../../engine/index.ts";
import { sanitize } from "../../text/index.ts";
import { DAEMON, TRUSTSTORE } from "./paths.ts";

/** Files this large are none of these. */
const MAX_BYTES = 1024 ** 2;

const word = z.string().max(500).transform(sanitize);
const daemonShape = z.object({ name: word, address: word.default("") });
/** Ids are unsigned 64 bits: a number of JavaScript would change them. */
const id = z.bigint().min(0n).max(0xffff_ffff_ffff_ffffn);
const nodeShape = z.object({ Address: word, ID: id.default(0n), Role: z.bigint().default(0n) });
const ROLES: readonly Role[] = ["voter", "stand-by", "spare"];

export interface NamedAddress {
  readonly name: string;
  readonly address: string;
}

/** This member by the name it was given. Absent: it belongs to no cluster. */
export async function readDaemon(host: HostView): Promise<NamedAddress | undefined> {
  return readYaml(host, DAEMON, daemonShape);
}

/** One file for each member; readable whatever the state of the cluster. */
export async function readTruststore(host: HostView): Promise<readonly NamedAddress[]> {
  const names = (await host.files.list(TRUSTSTORE)) ?? [];
  const files = names.filter((name) => name.endsWith(".yaml"));
  const read = files.map((name) => readYaml(host, `${TRUSTSTORE}/${name}`, daemonShape));
  return (await Promise.all(read)).flatMap((found) => found ?? []);
}

/** What a Dqlite on this host knew of its members when it wrote it: up to half a minute ago while it runs. */
export interface DqliteFolder {
  /** Absent: it never ran. */
  readonly ownAddress?: string;
  /** Without those whose id is not known yet, as right after a join. */
  readonly members: readonly Member[];
  /** Everybody, known or not. */
  readonly addresses: readonly string[];
}

/** Absent: there is no such store on this host. */
export async function readDqliteFolder(
  host: HostView,
  folder: string,
): Promise<DqliteFolder | undefined> {
  if ((await host.files.stat(folder)) === undefined) return undefined;
  const [own, nodes] = await Promise.all([
    // Its role is never kept up to date: only the address counts.
    readYaml(host, `${folder}/info.yaml`, nodeShape),
    readYaml(host, `${folder}/cluster.yaml`, z.array(nodeShape).max(1000)),
  ]);
  const members = (nodes ?? []).map(({ Address: address, ID, Role: role }) => {
    return { id: ID, address, role: ROLES[Number(role)] ?? "spare" };
  });
  return {
    ...(own === undefined ? {} : { ownAddress: own.Address }),
    members: members.filter((member) => member.id !== 0n),
    addresses: members.map(({ address }) => address),
  };
}

/** @throws for what is there and cannot be read or understood. */
async function readYaml<S extends z.ZodType>(
  host: HostView,
  path: string,
  shape: S,
): Promise<z.infer<S> | undefined> {
  const text = await host.files.readText(path, { maxBytes: MAX_BYTES });
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = parse(text, { intAsBigInt: true });
  } catch (cause) {
    throw new Error(`${path} is not YAML`, { cause });
  }
  const read = shape.safeParse(value);
  if (!read.success) throw new Error(`${path} has a shape that is not known here`);
  return read.data;
}
