import { isSea } from "node:sea";
import { fileURLToPath } from "node:url";

let told: readonly string[] | undefined;

/** How to start this program again; its own arguments follow. */
export function selfCommand(): readonly [string, ...string[]] {
  const [program, ...rest] = told ?? [];
  if (program !== undefined) return [program, ...rest];
  // One file with Node in it takes no path of a program.
  if (isSea()) return [process.execPath];
  const source = sourceEntry();
  if (source === undefined) return [process.execPath, process.argv[1] ?? ""];
  return [process.execPath, `--import=${import.meta.resolve("tsx")}`, source];
}

/** Another program in its place, until `undefined`: tests start the shipped one, or a script. */
export function setSelfCommand(argv: readonly [string, ...string[]] | undefined): void {
  told = argv;
}

/** The entry of a source checkout; `undefined` inside the bundle. */
function sourceEntry(): string | undefined {
  if (!import.meta.url.endsWith(".ts")) return undefined;
  return fileURLToPath(new URL("../../bin/bringup.ts", import.meta.url));
}
