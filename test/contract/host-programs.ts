import type { CommandTable, MemoryHost } from "../../src/host/index.ts";
import { exited } from "../../src/host/index.ts";
import type { ProgramName } from "./host.ts";

/** The programs of the contract as shell scripts, for hosts that run processes. */
export const SCRIPTS: Readonly<Record<ProgramName, string>> = {
  print: `printf '%s\\n' "$@"; echo "to stderr" >&2`,
  read: "cat",
  fail: 'echo "no luck" >&2; exit 3',
  flood: "head -c 3000000 /dev/zero | tr '\\0' y",
  environment: "env",
  // A child and a grandchild that would outlive their parent; stubborn ones ignore SIGTERM.
  family: `echo waiting >&2
(if [ "$2" = stubborn ]; then trap '' TERM; fi; sh -c 'echo $PPID >>"$1"; echo $$ >>"$1"; while :; do sleep 0.2; done' x "$1") &
echo $$ >>"$1"
wait
sleep 600`,
};

/** The same programs as functions. Those about processes have no counterpart in memory. */
export const STAND_INS: CommandTable<MemoryHost> = {
  print: ({ argv }) =>
    exited(
      argv
        .slice(1)
        .map((arg) => `${arg}\n`)
        .join(""),
      { stderr: "to stderr\n" },
    ),
  read: ({ input }) => exited(input ?? ""),
  fail: () => exited("", { exitCode: 3, stderr: "no luck\n" }),
  flood: () => exited("y".repeat(3_000_000)),
};
