import type { Way } from "../../dqlite/index.ts";
import { type Fact, factOf, type HostView } from "../../engine/index.ts";
import { dnsNameOf } from "./certificates.ts";
import { type DqliteSetup, hostOf } from "./dqlite-store.ts";
import { CLUSTER_CERT, MEMBERSHIP_FOLDER, SERVER_CERT, SERVER_KEY } from "./paths.ts";
import { type NamedAddress, readDaemon, readDqliteFolder, readTruststore } from "./state-files.ts";

export const MEMBERSHIP = { id: "membership", title: "Membership store (k8sd, Dqlite)" } as const;

/** microcluster hands a connection over at this path; internal to it. */
const TUNNEL = "/core/internal/database";
/** Its leader looks at the roles with each heartbeat. */
const REPAIRS_MS = 10_000;

/** Absent: this host is no member, as a worker. @throws for what is there and cannot be read. */
export async function readMembership(host: HostView): Promise<DqliteSetup | undefined> {
  const [daemon, trusted, folder] = await Promise.all([
    readDaemon(host),
    readTruststore(host),
    readDqliteFolder(host, MEMBERSHIP_FOLDER),
  ]);
  if (folder === undefined) return undefined;
  const own = daemon?.address === "" ? undefined : daemon?.address;
  const ownAddress = own ?? folder.ownAddress;
  return {
    ...MEMBERSHIP,
    repairsWithinMs: REPAIRS_MS,
    ...(ownAddress === undefined ? {} : { ownAddress }),
    addresses: [...new Set([...folder.addresses, ...trusted.map(({ address }) => address)])],
    lastKnown: folder.members,
    nameOf: namesOf(daemon === undefined ? trusted : [daemon, ...trusted]),
    tls: await readKeys(host, { ca: CLUSTER_CERT, cert: SERVER_CERT, key: SERVER_KEY }),
    tunnel: TUNNEL,
  };
}

/** By address; by host alone where the port is that of another store; else the address itself. */
export function namesOf(known: readonly NamedAddress[]): (address: string) => string {
  const byHost = new Map(known.toReversed().map(({ name, address }) => [hostOf(address), name]));
  const byAddress = new Map(known.toReversed().map(({ name, address }) => [address, name]));
  // Several members on one host, as in a test, have no host of their own.
  const isOnePerHost = byHost.size === byAddress.size;
  return (address) =>
    byAddress.get(address) ?? (isOnePerHost ? byHost.get(hostOf(address)) : undefined) ?? address;
}

export interface KeyPaths {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** Members are asked by the one name that all of their certificates have. Absent: a file is missing. */
export function readKeys(host: HostView, paths: KeyPaths): Promise<Fact<NonNullable<Way["tls"]>>> {
  return factOf(async () => {
    const [ca, cert, key] = await Promise.all([
      host.files.readText(paths.ca),
      host.files.readText(paths.cert),
      host.files.readText(paths.key),
    ]);
    if (ca === undefined || cert === undefined || key === undefined) return undefined;
    const servername = dnsNameOf(ca);
    return { ca, cert, key, ...(servername === undefined ? {} : { servername }) };
  });
}
