import type { Disk } from "./disk.ts";
import { runEtcdutl } from "./etcdutl.ts";
import type { Ran } from "./ran.ts";

export const SOCKET = "/run/containerd/containerd.sock";
/** What containerd was given; there are no images behind the names. */
const IMAGES = "/var/lib/containerd/simulated-images";

/** `ctr -n k8s.io images import FILE` and `images ls -q`, with the names in the archive; `run` of etcdutl alone. */
export function runCtr(argv: readonly string[], disk: Disk): Ran {
  if (disk.read(SOCKET) === undefined)
    return {
      lines: [`ctr: failed to dial "${SOCKET}": connect: no such file or directory`],
      exitCode: 1,
    };
  const words = argv.filter((word) => !word.startsWith("-") && word !== "k8s.io");
  const known = (disk.read(IMAGES) ?? "").split("\n").filter((name) => name !== "");
  if (words[0] === "run") return runEtcdutl(argv, known, disk);
  if (words[1] === "ls") return { lines: known, exitCode: 0 };
  const archive = disk.read(words[2] ?? "");
  if (words[1] !== "import" || archive === undefined)
    return { lines: [`ctr: open ${words[2]}: no such file or directory`], exitCode: 1 };
  const found = [...archive.matchAll(/"RepoTags":\["([^"]+)"\]/g)].map(([, name]) => name ?? "");
  disk.write(IMAGES, `${[...new Set([...known, ...found])].join("\n")}\n`, 0o600);
  return { lines: found.map((name) => `unpacking ${name} (sha256:simulated)...done`), exitCode: 0 };
}
