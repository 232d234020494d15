import type { HostChoice } from "./world.ts";

/**
 * The choice behind a command line that plainly asks for the console; `undefined` for any other,
 * right or wrong, which the whole grammar judges. The console's first frame does not wait for that.
 */
export function readConsoleCall(argv: readonly string[]): HostChoice | undefined {
  let choice: HostChoice = { rehearse: false };
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? "";
    if (word === "--rehearse") {
      choice = { ...choice, rehearse: true };
      continue;
    }
    const name = VALUES.get(word);
    const value = argv[at + 1];
    if (name === undefined || value === undefined || value.startsWith("-")) return undefined;
    choice = { ...choice, [name]: value };
    at += 1;
  }
  return choice;
}

const VALUES: ReadonlyMap<string, "stateDir" | "root"> = new Map([
  ["--state-dir", "stateDir"],
  ["--root", "root"],
]);
