// `npm test`: two lanes side by side, each the plain node test runner. Ends with one line for both.
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

const HOME = join(import.meta.dirname, "../..");
/** A test that failed may leave something open: it is judged, not waited for. */
const RUNNER = ["--import=tsx", "--test", "--test-timeout=120000", "--test-force-exit"];

/** Whole programs and real agents: a process per file. All else shares one process. */
const ISOLATED = ["test/e2e/", "test/agent/", "test/terminal/", "test/cli/", "test/session/"];

const files = readdirSync(join(HOME, "test"), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.test\.tsx?$/.test(entry.name))
  .map((entry) => relative(HOME, join(entry.parentPath, entry.name)))
  .sort();
const isIsolated = (file: string) => ISOLATED.some((folder) => file.startsWith(folder));

interface Lane {
  /** What the runner tells of its failed tests, "" when none failed. */
  readonly failures: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly exitCode: number;
}

/** Runs one lane; its output is printed as a whole, so that the lanes do not mix. */
function lane(args: readonly string[]): Promise<Lane> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...RUNNER, ...args], {
      cwd: HOME,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", reject);
    child.on("close", (code) => {
      process.stdout.write(output);
      const plain = stripVTControlCharacters(output);
      const count = (word: string) =>
        Number(new RegExp(`^(?:ℹ|#) ${word} (\\d+)$`, "m").exec(plain)?.[1] ?? Number.NaN);
      const told = plain.indexOf("failing tests:");
      resolve({
        failures: told < 0 ? "" : plain.slice(told),
        passed: count("pass"),
        failed: count("fail") + count("cancelled"),
        skipped: count("skipped"),
        exitCode: code ?? 1,
      });
    });
  });
}

const lanes = await Promise.all([
  lane(["--test-isolation=none", ...files.filter((file) => !isIsolated(file))]),
  lane(["--test-concurrency=1", ...files.filter(isIsolated)]),
]);
// Last, because the end of a log is what is read first.
for (const { failures } of lanes) process.stdout.write(failures);
const sum = (of: (each: Lane) => number) => lanes.map(of).reduce((a, b) => a + b, 0);
const [passed, failed] = [sum((each) => each.passed), sum((each) => each.failed)];
process.stdout.write(
  `\n${passed} passed, ${failed} failed, ${sum((each) => each.skipped)} skipped\n`,
);
const isGreen = failed === 0 && passed > 0 && lanes.every((each) => each.exitCode === 0);
process.exitCode = isGreen ? 0 : 1;
