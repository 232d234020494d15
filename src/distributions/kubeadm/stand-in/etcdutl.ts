import type { Disk } from "./disk.ts";
import type { Ran } from "./ran.ts";
import { realPrograms, runReal } from "./real-etcd.ts";

/**
 * `ctr run --mount ... IMAGE ID etcdutl snapshot restore FILE --data-dir DIR`, as 3.6 does it: what no mount shows is
 * not there, and a folder that has something in it is refused. What was saved is a line, before its digest.
 */
export function runEtcdutl(argv: readonly string[], images: readonly string[], disk: Disk): Ran {
  const image = argv.find((word) => /\/etcd:/.test(word)) ?? "";
  if (!images.includes(image)) return refused(`ctr: image "${image}": not found`);
  const at = argv.indexOf("etcdutl");
  const [what, verb, file = ""] = argv.slice(at + 1);
  if (at < 0 || what !== "snapshot" || verb !== "restore")
    return refused("simulated: only etcdutl snapshot restore is known here");
  const option = (name: string) => argv[argv.indexOf(name) + 1] ?? "";
  const [name, cluster] = [option("--name"), option("--initial-cluster")];
  if (cluster !== `${name}=${option("--initial-advertise-peer-urls")}`)
    return refused(
      `Error: couldn't find local name "${name}" in the initial cluster configuration`,
    );
  const mounts = argv.flatMap((word) => mountIn(word) ?? []);
  const from = onHost(file, mounts);
  const folder = onHost(option("--data-dir"), mounts);
  const programs = realPrograms(disk);
  if (programs !== undefined && from !== undefined && folder !== undefined) {
    const there = new Map([
      [file, from],
      [option("--data-dir"), folder],
    ]);
    // Before 3.5 it was a part of etcdctl.
    return runReal(
      programs,
      argv.slice(at + 1).map((word) => there.get(word) ?? word),
    );
  }
  const [saved = ""] = (from === undefined ? "" : (disk.read(from) ?? "")).split("\n");
  if (saved === "" || folder === undefined)
    return refused(`Error: open ${file}: no such file or directory`);
  const path = `${folder}/member/snap/db`;
  if (disk.read(path) !== undefined)
    return refused(`Error: data-dir "${folder}" not empty or could not be read`);
  disk.write(path, `${saved}\n`);
  return { lines: ["restoring snapshot", "restored snapshot"], exitCode: 0 };
}

interface Mount {
  readonly src: string;
  readonly dst: string;
}

function mountIn(word: string): Mount | undefined {
  const [, src = "", dst = ""] = /^type=bind,src=([^,]+),dst=([^,]+),/.exec(word) ?? [];
  return src === "" ? undefined : { src, dst };
}

function onHost(path: string, mounts: readonly Mount[]): string | undefined {
  const mount = mounts.find(({ dst }) => path.startsWith(`${dst}/`));
  return mount && `${mount.src}${path.slice(mount.dst.length)}`;
}

const refused = (line: string): Ran => ({ lines: [line], exitCode: 1 });
