import { createHash } from "node:crypto";
import type { Disk } from "./disk.ts";
import type { Ran } from "./ran.ts";
import { realPrograms, runReal } from "./real-etcd.ts";

const DATABASE = "/var/lib/etcd/member/snap/db";
/** What the pod of etcd sees of the host. */
const MOUNTS = ["/var/lib/etcd/", "/etc/kubernetes/pki/etcd/"];
const PAGE_BYTES = 512;

/** `etcdctl snapshot save FILE` in the pod of etcd, as 3.6 does it: the file ends with the digest of the rest. */
export function runEtcdctl(argv: readonly string[], disk: Disk): Ran {
  const [verb, what, file = ""] = argv.filter((word) => !word.startsWith("-"));
  if (verb !== "snapshot" || what !== "save" || file === "")
    return refused("simulated: only snapshot save is known here");
  for (const name of ["--cacert", "--cert", "--key"]) {
    const path = argv.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
    if (disk.read(path) === undefined)
      return refused(`Error: open ${path}: no such file or directory`);
  }
  if (!MOUNTS.some((folder) => file.startsWith(folder)))
    return refused(`Error: could not open ${file}.part (no such file or directory)`);
  const programs = realPrograms(disk);
  if (programs !== undefined) return runReal(programs, argv);
  const database = disk.read(DATABASE);
  if (database === undefined) return refused("Error: context deadline exceeded");
  disk.write(file, sealed(Buffer.from(database)), 0o600);
  return { lines: [`Snapshot saved at ${file}`, "Server version 3.6.0"], exitCode: 0 };
}

function sealed(database: Uint8Array): Uint8Array {
  const rest = Buffer.alloc((PAGE_BYTES - (database.length % PAGE_BYTES)) % PAGE_BYTES, "\n");
  const whole = Buffer.concat([database, rest]);
  return Buffer.concat([whole, createHash("sha256").update(whole).digest()]);
}

const refused = (line: string): Ran => ({ lines: [line], exitCode: 1 });
