import type { HostView } from "../../engine/index.ts";
import { ARGS, ETCD_FOLDER, K8S_DQLITE_FOLDER, KUBERNETES, PKI, STATE } from "./paths.ts";

/** What keeps the objects of Kubernetes on this host itself. */
export type KeptStore = "etcd" | "k8s-dqlite";

/** One kind of what a member is made of: the same files go into a snapshot and come back from it. */
export interface SavedPart {
  /** Its folder in a snapshot. */
  readonly id: KeptStore | "k8sd" | "pki" | "conf" | "args";
  /** Where it lies on a member. */
  readonly folder: string;
  /** `path` is below the folder. Sockets and locks of what runs are no part of it. */
  takes(path: string): boolean;
}

export interface SavedFile {
  readonly from: string;
  /** Below the folder of a snapshot: `etcd/member/snap/db`. */
  readonly name: string;
  readonly sizeBytes: number;
}

const LOCK = /(^|\/)dqlite-lock$/;

const KEEPS_OBJECTS: Readonly<Record<KeptStore, SavedPart>> = {
  etcd: {
    ...{ id: "etcd", folder: ETCD_FOLDER },
    // Others are made ahead, and empty.
    takes: (path) => /^member\/(snap\/(db|[^/]+\.snap)|wal\/[^/]+\.wal)$/.test(path),
  },
  "k8s-dqlite": {
    ...{ id: "k8s-dqlite", folder: K8S_DQLITE_FOLDER },
    takes: (path) => !LOCK.test(path),
  },
};

/** canonical-dqlite.md 1.6. `recovery_db.tar.gz` is none of it: k8sd would take it up at its start. */
const MEMBERSHIP =
  /^(daemon\.yaml|(cluster|server)\.(crt|key)|(truststore|certificates|database)\/.+)$/;

/** Both stores, never in one folder; then what opens them, and what the services are started with. */
export function savedParts(store: KeptStore): readonly SavedPart[] {
  return [
    KEEPS_OBJECTS[store],
    {
      ...{ id: "k8sd", folder: STATE },
      takes: (path) => MEMBERSHIP.test(path) && !LOCK.test(path),
    },
    { id: "pki", folder: PKI, takes: () => true },
    { id: "conf", folder: KUBERNETES, takes: (path) => /^[^/]+\.conf$/.test(path) },
    { id: "args", folder: ARGS, takes: () => true },
  ];
}

/** Its files as they are now, the data itself before its logs. */
export async function filesOf(
  host: HostView,
  { id, folder, takes }: SavedPart,
): Promise<readonly SavedFile[]> {
  const found = (await filesBelow(host, folder, "")).filter(({ path }) => takes(path));
  return found
    .toSorted((one, other) => Number(isData(other)) - Number(isData(one)))
    .map(({ path, sizeBytes }) => ({
      from: `${folder}/${path}`,
      name: `${id}/${path}`,
      sizeBytes,
    }));
}

const isData = ({ path }: { readonly path: string }) => /(^|\/)(db|snapshot-[^/]*)$/.test(path);

interface Below {
  readonly path: string;
  readonly sizeBytes: number;
}

async function filesBelow(host: HostView, root: string, below: string): Promise<readonly Below[]> {
  const names = (await host.files.list(below === "" ? root : `${root}/${below}`)) ?? [];
  const found: Below[] = [];
  for (const name of names) {
    const path = below === "" ? name : `${below}/${name}`;
    const stat = await host.files.stat(`${root}/${path}`);
    if (stat?.kind === "file") found.push({ path, sizeBytes: stat.sizeBytes });
    if (stat?.kind === "directory") found.push(...(await filesBelow(host, root, path)));
  }
  return found;
}

/** Why these are not all that a store needs to go on; `undefined`: they are. */
export function lackIn(store: KeptStore, names: readonly string[]): string | undefined {
  const needed = [...NEEDED[store], ...dqlite("k8sd/database")];
  const missing = needed.find(({ is }) => !names.some((name) => is.test(name)));
  return missing && `${missing.what} is not among them`;
}

interface Needed {
  readonly what: string;
  readonly is: RegExp;
}

/** Who the members are, the term, and at least one piece of the data: a log, or what came before it. */
function dqlite(folder: string): readonly Needed[] {
  return [
    { what: `cluster.yaml of ${folder}`, is: new RegExp(`^${folder}/cluster\\.yaml$`) },
    { what: `info.yaml of ${folder}`, is: new RegExp(`^${folder}/info\\.yaml$`) },
    { what: `the term of ${folder}`, is: new RegExp(`^${folder}/metadata[12]$`) },
    {
      what: `the data of ${folder}`,
      is: new RegExp(`^${folder}/(\\d{16}-\\d{16}|open-\\d+|snapshot-\\d+-\\d+-\\d+)$`),
    },
  ];
}

const NEEDED: Readonly<Record<KeptStore, readonly Needed[]>> = {
  etcd: [
    { what: "the database of etcd", is: /^etcd\/member\/snap\/db$/ },
    { what: "the log of etcd", is: /^etcd\/member\/wal\/[^/]+\.wal$/ },
  ],
  "k8s-dqlite": [
    ...dqlite("k8s-dqlite"),
    { what: "the key of k8s-dqlite", is: /^k8s-dqlite\/cluster\.key$/ },
  ],
};
