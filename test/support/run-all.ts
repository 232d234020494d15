// `npm test`: batches of test files, each one process of node's test runner, some of them at a
// time. Ends with the failures of all, and one line for all.
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { availableParallelism, tmpdir, userInfo } from "node:os";
import { join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { IS_EVERY_CUT } from "./every-cut.ts";
import { memoryFolder, removeFolder } from "./memory-folder.ts";

const HOME = join(import.meta.dirname, "../..");
const RUNNER = [
  ...["--import=./test/support/load-typescript.ts", "--import=./test/support/same-seed.ts"],
  "test/support/run-batch.ts",
];

/**
 * Folders of test/ that share a process, in the order they begin, what takes longest first: the one that ends
 * last has no other beside it.
 */
const LONG: readonly (readonly string[])[] = [
  ["e2e"],
  ["distributions", "host", "store"],
  ["agent"],
];
const SHORT: readonly (readonly string[])[] = [["screens"], ["terminal", "cli", "session"]];

/** Walks wait for other processes a good part of their time: one more than there are cores. */
const AT_A_TIME = Math.min(availableParallelism(), 4) + 1;

const MOST_KEPT_MS = 7 * 24 * 3600 * 1000;

const files = readdirSync(join(HOME, "test"), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.test\.tsx?$/.test(entry.name))
  .map((entry) => relative(HOME, join(entry.parentPath, entry.name)))
  .sort();
const folderOf = (file: string) => file.split("/")[1] ?? "";
const inFolders = (folders: readonly string[]) =>
  files.filter((file) => folders.includes(folderOf(file)));
const named = [...LONG, ...SHORT].flat();
const others = files.filter((file) => !named.includes(folderOf(file)));
/** Never an empty one: without a name the runner takes all it finds, this file among it, without end. */
const waiting = [...LONG.map(inFolders), others, ...SHORT.map(inFolders)].filter(
  ({ length }) => length > 0,
);

/** Where tests make their files; before a release that is a disk. */
const scratch = IS_EVERY_CUT ? undefined : memoryFolder();
const env = {
  ...process.env,
  MADE_MODULES: keptModules(),
  ...(scratch === undefined ? {} : { TMPDIR: scratch }),
};
if (scratch !== undefined) {
  process.on("exit", () => removeFolder(scratch));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => process.exit(1));
}

/** Outside of the tree and of what this run leaves behind. What was not made lately may be of files long gone. */
function keptModules(): string {
  const folder = join(tmpdir(), `bringup-modules-${userInfo().uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const ageMs = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (ageMs > MOST_KEPT_MS) rmSync(path, { force: true });
  }
  return folder;
}

interface Told {
  /** What is to be read of failures, "" when nothing failed. */
  readonly failures: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Runs one batch; its output is printed as a whole, so that batches do not mix. */
function run(batch: readonly string[]): Promise<Told> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...RUNNER, ...batch], {
      cwd: HOME,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      process.stdout.write(output);
      resolve(toldBy(stripVTControlCharacters(output), signal ?? code ?? 1));
    });
  });
}

/** A runner that fails without naming a test, or ends before it has counted, is a failure itself. */
function toldBy(output: string, ending: NodeJS.Signals | number): Told {
  const count = (word: string) =>
    Number(new RegExp(`^(?:ℹ|#) ${word} (\\d+)$`, "m").exec(output)?.[1] ?? 0);
  const [passed, skipped] = [count("pass"), count("skipped")];
  const failed = count("fail") + count("cancelled");
  if (failed === 0 && ending !== 0) {
    const failures = `${output.slice(-4000)}\n✖ a batch of tests ended with ${ending}\n`;
    return { failures, passed, failed: 1, skipped };
  }
  const named = output.indexOf("failing tests:");
  return { failures: named < 0 ? "" : output.slice(named), passed, failed, skipped };
}

const told: Told[] = [];
async function work(): Promise<void> {
  for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift())
    told.push(await run(batch));
}
await Promise.all(Array.from({ length: AT_A_TIME }, work));

// Last, because the end of a log is what is read first.
for (const { failures } of told) process.stdout.write(failures);
const sum = (of: (each: Told) => number) => told.map(of).reduce((a, b) => a + b, 0);
const [passed, failed] = [sum((each) => each.passed), sum((each) => each.failed)];
process.stdout.write(
  `\n${passed} passed, ${failed} failed, ${sum((each) => each.skipped)} skipped\n`,
);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
