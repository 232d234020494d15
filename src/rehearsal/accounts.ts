import type { FilesIO } from "../engine/index.ts";
import { type CommandTable, exited, type RootHost } from "../host/index.ts";

/** The first number of a system account here; nobody of the machine itself is in these files. */
const NUMBER = 998;

/** What makes and removes the accounts of services, in the files of the sandbox alone. */
export const ACCOUNT_COMMANDS: CommandTable<RootHost> = {
  groupadd: ({ argv, host }) => add(host.files, "/etc/group", `${argv.at(-1)}:x:${NUMBER}:`),
  useradd: ({ argv, host }) =>
    add(host.files, "/etc/passwd", `${argv.at(-1)}:x:${NUMBER}:${NUMBER}::/:/sbin/nologin`),
  userdel: ({ argv, host }) => remove(host.files, "/etc/passwd", argv.at(-1) ?? ""),
  groupdel: ({ argv, host }) => remove(host.files, "/etc/group", argv.at(-1) ?? ""),
};

async function add(files: FilesIO, path: string, line: string) {
  const text = (await files.readText(path)) ?? "";
  await files.writeAtomic(path, `${text}${line}\n`, { mode: 0o644 });
  return exited("");
}

async function remove(files: FilesIO, path: string, name: string) {
  const lines = ((await files.readText(path)) ?? "").split("\n");
  const kept = lines.filter((line) => !line.startsWith(`${name}:`));
  await files.writeAtomic(path, kept.join("\n"), { mode: 0o644 });
  return exited("");
}
