// The whole run of the checks on this very host, as a person starts it: how long, and how many
// processes it starts, each counted where it is spawned. Ends with 1 where a bar is missed.
// Run: npm run bench test/bench/checks.ts [rounds]
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { conclude, judge, percentile } from "./numbers.ts";

const HOME = resolve(import.meta.dirname, "../..");
const rounds = Number(process.argv[2] ?? 7);
const folder = mkdtempSync(join(tmpdir(), "bringup-bench-"));
const spawned = join(folder, "spawned");
const hook = join(folder, "count-spawns.cjs");

/** Every way to start a process in Node ends in this one method. */
writeFileSync(
  hook,
  `const { ChildProcess } = require("node:child_process");
const { appendFileSync } = require("node:fs");
const { spawn } = ChildProcess.prototype;
ChildProcess.prototype.spawn = function (options) {
  appendFileSync(${JSON.stringify(spawned)}, options.args.join(" ") + "\\n");
  return spawn.call(this, options);
};
`,
);

/** One run: milliseconds from start to end, what it started, and how many rows it printed. */
function runOnce() {
  writeFileSync(spawned, "");
  const startedMs = performance.now();
  const { stdout, status } = spawnSync(
    process.execPath,
    ["--require", hook, join(HOME, "dist/bringup.js"), "check", "--json"],
    { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  );
  const tookMs = performance.now() - startedMs;
  if (status !== 0 && status !== 1) throw new Error(`check ended with ${status}`);
  const rows = stdout.trim().split("\n").slice(0, -1);
  const children = readFileSync(spawned, "utf8").split("\n").filter(Boolean);
  return { tookMs, children, rows: rows.map((row) => JSON.parse(row)) };
}

try {
  const runs = Array.from({ length: rounds }, runOnce);
  const last = runs.at(-1);
  for (const child of last?.children ?? []) process.stdout.write(`  ${child}\n`);
  const slowest = (last?.rows ?? [])
    .toSorted((one, other) => other.tookMs - one.tookMs)
    .slice(0, 3);
  const words = slowest.map(({ id, tookMs }) => `${id} ${Math.round(tookMs)} ms`);
  process.stdout.write(`${last?.rows.length} checks; slowest: ${words.join(", ")}\n`);
  const times = runs.map(({ tookMs }) => tookMs);
  judge("whole run, start of the program to its end, median", percentile(times, 0.5), {
    most: 3000,
    unit: "ms",
  });
  judge("processes started", Math.max(...runs.map(({ children }) => children.length)), {
    most: 15,
    unit: "",
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
conclude();
