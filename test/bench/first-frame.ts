// Time from start to the whole first frame on a pty, and peak memory then, of each form the program is
// shipped in, beside bare node in the same run. Ends with 1 where a bar is missed.
// Run: node --import=tsx test/bench/first-frame.ts [rounds]
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { spawn } from "@lydell/node-pty";

const HOME = resolve(import.meta.dirname, "../..");
const rounds = Number(process.argv[2] ?? 15);
const stateDir = mkdtempSync(join(tmpdir(), "bringup-bench-"));
const SINGLE_FILE = join(HOME, "dist/bringup");

interface Form {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  /** Most peak resident memory at the first frame, MiB. */
  readonly memoryBar: number;
}

/** Most median of the ratio to bare node, pair by pair. */
const RATIO_BAR = 3.5;
const FILE_BAR_BYTES = 115e6;
const GIVEN = ["--rehearse", "--state-dir", stateDir];
const FORMS: readonly Form[] = [
  { name: "launcher", argv: [join(HOME, "bin/bringup"), ...GIVEN], memoryBar: 80 },
  {
    name: "bundle",
    argv: [process.execPath, join(HOME, "dist/bringup.js"), ...GIVEN],
    memoryBar: 80,
  },
  { name: "single file", argv: [SINGLE_FILE, ...GIVEN], memoryBar: 95 },
];
const BARE = [
  process.execPath,
  "-e",
  "process.stdout.write('quit'); setTimeout(() => {}, 1000)",
] as const;
/** The last word of the first frame. */
const SIGN = "quit";

interface Sample {
  readonly ms: number;
  readonly peakMib: number;
}

/** Milliseconds until the sign is on the line, and the peak resident memory at that moment. */
function firstFrame([program, ...args]: readonly [string, ...string[]]): Promise<Sample> {
  return new Promise((done) => {
    const startedMs = performance.now();
    const pty = spawn(program, args, { cols: 80, rows: 24, name: "xterm-256color" });
    let seen = "";
    let sample: Sample | undefined;
    pty.onExit(() => done(sample ?? { ms: Number.NaN, peakMib: Number.NaN }));
    pty.onData((data) => {
      seen += data;
      if (sample !== undefined || !seen.includes(SIGN)) return;
      const ms = performance.now() - startedMs;
      const status = readFileSync(`/proc/${pty.pid}/status`, "utf8");
      sample = { ms, peakMib: Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024 };
      pty.kill("SIGKILL");
    });
  });
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const forms = FORMS.filter(({ name, argv }) => {
  if (existsSync(argv[0])) return true;
  process.stdout.write(`SKIPPED: ${name}, not built: npm run build:sea\n`);
  return false;
});
const runs = forms.map((form) => ({ form, pairs: [] as { bare: Sample; own: Sample }[] }));
// Once for nothing: the file cache is warm, and the rehearsal's agent is up, as on a host.
for (const { argv } of forms) await firstFrame(argv);
for (let round = 0; round < rounds; round++) {
  for (const { form, pairs } of runs) {
    pairs.push({ bare: await firstFrame(BARE), own: await firstFrame(form.argv) });
  }
}
spawnSync(join(HOME, "bin/bringup"), ["agent", "--stop", ...GIVEN]);
rmSync(stateDir, { recursive: true, force: true });

let isMissed = false;
function judge(text: string, value: number, bar: number): void {
  const isMet = value <= bar;
  isMissed ||= !isMet;
  process.stdout.write(`${isMet ? "ok    " : "MISSED"} ${text}, bar ${bar}\n`);
}

for (const { form, pairs } of runs) {
  const of = (pick: (pair: (typeof pairs)[number]) => number) => pairs.map(pick);
  const [ms, bareMs] = [of(({ own }) => own.ms), of(({ bare }) => bare.ms)];
  const ratios = of(({ own, bare }) => own.ms / bare.ms);
  const peaks = of(({ own }) => own.peakMib);
  process.stdout.write(
    `${form.name}: median ${median(ms).toFixed(1)} ms, min ${Math.min(...ms).toFixed(1)}; ` +
      `bare node ${median(bareMs).toFixed(1)}, min ${Math.min(...bareMs).toFixed(1)}\n`,
  );
  const least = (Math.min(...ms) / Math.min(...bareMs)).toFixed(2);
  judge(`${median(ratios).toFixed(2)} x bare node (minima ${least})`, median(ratios), RATIO_BAR);
  judge(`${median(peaks).toFixed(1)} MiB at most resident`, median(peaks), form.memoryBar);
}
if (existsSync(SINGLE_FILE)) {
  const { size } = statSync(SINGLE_FILE);
  judge(`single file of ${(size / 1e6).toFixed(1)} MB`, size / 1e6, FILE_BAR_BYTES / 1e6);
}
process.exitCode = isMissed ? 1 : 0;
