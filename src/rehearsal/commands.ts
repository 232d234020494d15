import type { FilesView } from "../engine/index.ts";
import { type CommandTable, exited, type RootHost } from "../host/index.ts";
import { ACCOUNT_COMMANDS } from "./accounts.ts";
import { LINK_COMMANDS } from "./links/index.ts";

const ANCHORS = "/usr/local/share/ca-certificates";
const BUNDLE = "/etc/ssl/certs/ca-certificates.crt";

/** Answers of the sandbox to the few programs a step calls. Each does the effect that is checked. */
export const REHEARSAL_COMMANDS: CommandTable<RootHost> = {
  ...LINK_COMMANDS,
  ...ACCOUNT_COMMANDS,
  async modprobe({ argv, host }) {
    for (const module of argv.slice(1).filter((word) => !word.startsWith("-"))) {
      const folder = `/sys/module/${module.replaceAll("-", "_")}`;
      await host.files.makeDirectory(folder, { mode: 0o755 });
    }
    return exited("");
  },
  async "update-ca-certificates"({ host }) {
    await host.files.writeAtomic(BUNDLE, await anchors(host.files), { mode: 0o644 });
    return exited("simulated: bundle written anew\n");
  },
  // The clock is the machine's own: a rehearsal shows the way, and leaves it alone.
  date: () => exited("simulated: the clock of this machine stays as it is\n"),
  hwclock: () => exited("simulated: the hardware clock stays as it is\n"),
  async timedatectl({ argv, host }) {
    // Nothing in the sandbox keeps a clock.
    if (argv[1] === "show" && argv[2] === "--property=NTPSynchronized") return exited("no\n");
    const zone = argv[1] === "set-timezone" ? argv[2] : undefined;
    if (zone === undefined) {
      return exited("", { exitCode: 1, stderr: "simulated: only set-timezone is practised\n" });
    }
    await host.files.writeAtomic("/etc/timezone", `${zone}\n`, { mode: 0o644 });
    return exited("");
  },
};

async function anchors(files: FilesView): Promise<string> {
  const names = (await files.list(ANCHORS)) ?? [];
  const texts: string[] = [];
  for (const name of names.filter((each) => each.endsWith(".crt"))) {
    texts.push((await files.readText(`${ANCHORS}/${name}`)) ?? "");
  }
  return texts.map((text) => `${text.trimEnd()}\n`).join("");
}
