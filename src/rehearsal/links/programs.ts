import type { Argv, CommandOutcome } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { type CommandTable, createRootHost, exited, type RootHost } from "../../host/index.ts";
import { ipAnswer } from "./ip-answers.ts";
import { deleteLink, readLinks, readNetwork, reload, TRANSCRIPT } from "./kernel.ts";

type Files = RootHost["files"];

const PROGRAM_MS = 10_000;

/** `ip` and `networkctl` of the practice host, for whoever asks in this process. */
export const LINK_COMMANDS: CommandTable<RootHost> = {
  ip: ({ argv, host }) => ip(argv, host.files),
  networkctl: ({ argv, host }) => networkctl(argv, host.files),
};

/** The same as programs in the sandbox, for its shell scripts; `ip` is read from a transcript first. */
export const LINK_PROGRAMS: Readonly<Record<string, string>> = {
  "/usr/sbin/ip": `#!/bin/sh
# Simulated: the links of this rehearsal.
told=$BRINGUP_SANDBOX${TRANSCRIPT}
found=
if [ -r "$told" ]; then
  while IFS= read -r line; do
    case $line in
      "$* > "*) printf '%s\\n' "\${line#"$* > "}" ;;
      "$*") found=1 ;;
    esac
  done <"$told"
fi
[ -n "$found" ] || exec "$BRINGUP_SELF" internal practice-links ip "$@"
`,
  "/usr/bin/networkctl": `#!/bin/sh
# Simulated: the links of this rehearsal.
exec "$BRINGUP_SELF" internal practice-links networkctl "$@"
`,
};

async function ip(argv: Argv, files: Files): Promise<CommandOutcome> {
  const words = argv.slice(1).filter((arg) => !arg.startsWith("-"));
  if (words[0] !== "link" || words[1] !== "delete")
    return ipAnswer(argv.slice(1), {
      network: await readNetwork(files),
      links: await readLinks(files),
    });
  const name = words.at(-1) ?? "";
  if (!(await readLinks(files)).some((link) => link.name === name))
    return exited("", { exitCode: 1, stderr: `Cannot find device "${name}"\n` });
  await deleteLink(files, name);
  return exited("");
}

/**
 * networkctl(1) of systemd 252: `reload` and `reconfigure` print nothing; `list` as JSON names the
 * file of each link. A real one answers before it has acted, this one after it.
 */
async function networkctl(argv: Argv, files: Files): Promise<CommandOutcome> {
  const [verb, name] = argv.slice(1).filter((arg) => !arg.startsWith("-"));
  const links = await readLinks(files);
  if (verb === "list" || verb === undefined) {
    const Interfaces = links.map(({ index, name: Name, file }) => ({
      ...{ Index: index, Name, Type: "ether" },
      AdministrativeState: file === undefined ? "unmanaged" : "configured",
      ...(file === undefined ? {} : { NetworkFile: file }),
    }));
    return exited(JSON.stringify({ Interfaces }));
  }
  if (verb === "reconfigure" && !links.some((link) => link.name === name))
    return exited("", { exitCode: 1, stderr: `Interface "${name}" not found.\n` });
  if (verb !== "reload" && verb !== "reconfigure")
    return exited("", { exitCode: 1, stderr: `simulated: ${verb} is not practised\n` });
  await reload(files);
  return exited("");
}

/** `internal practice-links PROGRAM ...`: only ever started by a script of a sandbox. */
export async function runLinkProgram(
  argv: Argv,
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const root = env.BRINGUP_SANDBOX;
  if (root === undefined) throw new BringupError("USAGE", "there is no practice host here");
  const outcome = await createRootHost({ root, commands: LINK_COMMANDS }).exec(argv, {
    timeoutMs: PROGRAM_MS,
  });
  if (outcome.is !== "exited") throw new BringupError("USAGE", `${argv[0]} is not simulated`);
  process.stdout.write(outcome.stdout);
  process.stderr.write(outcome.stderr);
  return outcome.exitCode;
}
