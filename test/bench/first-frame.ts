// Time from start to the first frame on a pty, and peak memory then, beside bare node in the same run.
// Run: node --import=tsx test/bench/first-frame.ts [rounds]
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { spawn } from "@lydell/node-pty";

const BUNDLE = resolve(import.meta.dirname, "../../dist/bringup.js");
const rounds = Number(process.argv[2] ?? 9);
const stateDir = mkdtempSync(join(tmpdir(), "bringup-bench-"));

interface Sample {
  readonly ms: number;
  readonly peakMib: number;
}

/** Milliseconds until `sign` is on the line, and the peak resident memory at that moment. */
function firstSign(args: readonly string[], sign: string): Promise<Sample> {
  return new Promise((done) => {
    const startedMs = performance.now();
    const pty = spawn(process.execPath, [...args], { cols: 80, rows: 24, name: "xterm-256color" });
    let seen = "";
    pty.onData((data) => {
      seen += data;
      if (!seen.includes(sign)) return;
      const ms = performance.now() - startedMs;
      const status = readFileSync(`/proc/${pty.pid}/status`, "utf8");
      const peakMib = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
      pty.kill("SIGKILL");
      done({ ms, peakMib });
      seen = "";
    });
  });
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const console1 = [BUNDLE, "--rehearse", "--state-dir", stateDir];
const bare = ["-e", "process.stdout.write('first'); setTimeout(() => {}, 1000)"];
await firstSign(console1, "bringup");
const samples: { readonly bare: Sample; readonly console: Sample }[] = [];
for (let round = 0; round < rounds; round++) {
  samples.push({
    bare: await firstSign(bare, "first"),
    console: await firstSign(console1, "bringup"),
  });
}
spawnSync(process.execPath, [BUNDLE, "agent", "--stop", "--rehearse", "--state-dir", stateDir]);
rmSync(stateDir, { recursive: true, force: true });
const show = (name: string, of: (sample: (typeof samples)[number]) => number, unit: string) => {
  const values = samples.map(of);
  const line = `${name.padEnd(28)} median ${median(values).toFixed(1)} ${unit}, min ${Math.min(...values).toFixed(1)}\n`;
  process.stdout.write(line);
};
show("bare node, first output", (each) => each.bare.ms, "ms");
show("console, first frame", (each) => each.console.ms, "ms");
show("ratio, pair by pair", (each) => each.console.ms / each.bare.ms, "x");
show("console, peak memory", (each) => each.console.peakMib, "MiB");
