import {
  createMemoryStandIn,
  standInArtefacts,
} from "../../src/distributions/rke2/stand-in/index.ts";
import {
  type CommandTable,
  exited,
  type MemoryFile,
  type MemoryHost,
} from "../../src/host/index.ts";
import type { ClusterSpec } from "../../src/spec/index.ts";
import {
  ARTEFACTS,
  type Bench,
  type BenchOptions,
  createBench,
  documentOf,
  inArtefacts,
} from "./k3s-bench.ts";

const VERSION = "1.35.3+rke2r1";

export const RKE2_CLUSTER: ClusterSpec = {
  name: "rack12",
  distribution: "rke2",
  version: VERSION,
  artefacts: ARTEFACTS,
};

export const USERS: Readonly<Record<string, MemoryFile>> = {
  "/etc/passwd": "root:x:0:0:root:/root:/bin/sh\n",
  "/etc/group": "root:x:0:\n",
};

/** What makes and removes accounts, in the files of a host in memory. */
export const ACCOUNTS: CommandTable<MemoryHost> = {
  groupadd: ({ argv, host }) => addLine(host, "/etc/group", `${argv.at(-1)}:x:998:`),
  useradd: ({ argv, host }) =>
    addLine(host, "/etc/passwd", `${argv.at(-1)}:x:998:998:etcd user:/:/sbin/nologin`),
  userdel: ({ argv, host }) => removeLine(host, "/etc/passwd", argv.at(-1)),
  groupdel: ({ argv, host }) => removeLine(host, "/etc/group", argv.at(-1)),
};

/** A bare host in memory with the artefacts of RKE2 and its stand-in behind the service. */
export function createRke2Bench(
  cluster: ClusterSpec = RKE2_CLUSTER,
  options: Omit<BenchOptions, "document" | "standIn"> = {},
): Promise<Bench> {
  const version = options.version ?? VERSION;
  const standIn = createMemoryStandIn({ version });
  return createBench({
    ...options,
    document: documentOf(cluster),
    standIn: {
      ...standIn,
      artefacts: rke2Artefacts(version),
      commands: { ...standIn.commands, ...ACCOUNTS },
    },
    files: { ...USERS, ...options.files },
  });
}

export function rke2Artefacts(version: string): Readonly<Record<string, MemoryFile>> {
  return inArtefacts(standInArtefacts({ version, architecture: "amd64" }));
}

interface Texts {
  text(path: string): string | undefined;
  put(path: string, file: MemoryFile): void;
}

function addLine(host: Texts, path: string, line: string) {
  host.put(path, `${host.text(path) ?? ""}${line}\n`);
  return exited("");
}

function removeLine(host: Texts, path: string, name = "") {
  const lines = (host.text(path) ?? "").split("\n");
  host.put(path, lines.filter((line) => !line.startsWith(`${name}:`)).join("\n"));
  return exited("");
}
