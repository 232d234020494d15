// Content of 1 GB from a .tar.zst, beside `zstd -d | tar x` and a sync, in turn. Ours runs as it ships: as one
// bundled file in a Node of its own, whose start counts.
// Ends with 1 where a bar is missed. Run: node --import=tsx test/bench/import.ts [MB, default 1000]
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { conclude, judge } from "./numbers.ts";

const MEGABYTES = Number(process.argv[2] ?? 1000);
const RUNS = 3;
const MIB = 1024 * 1024;
const work = mkdtempSync(join(tmpdir(), "bringup-bench-"));

/** As images are: some large files, half of their bytes packed already. */
function makeContent(folder: string): void {
  mkdirSync(folder);
  const packed = randomBytes(MIB / 2);
  const text = Buffer.alloc(MIB / 2, "layers, manifests and configuration of images\n");
  for (let file = 0; file < 10; file++) {
    const out = openSync(join(folder, `image-${file}.tar`), "w");
    for (let at = 0; at < MEGABYTES / 10; at++) {
      packed.writeUInt32LE(file * 1000 + at, (at * 4096) % (packed.length - 4));
      writeSync(out, packed);
      writeSync(out, text);
    }
    closeSync(out);
  }
}

const sh = (script: string) => execFileSync("sh", ["-c", script]);
const timed = <T>(run: () => T): { readonly seconds: number; readonly result: T } => {
  const startMs = performance.now();
  const result = run();
  return { seconds: (performance.now() - startMs) / 1000, result };
};
const median = (numbers: readonly number[]) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

makeContent(join(work, "content"));
const archive = join(work, "content.tar.zst");
sh(`tar -C ${work}/content -c . | zstd -q -1 -o ${archive}; sync`);
const once = join(work, "import-once.mjs");
await build({
  entryPoints: [join(import.meta.dirname, "import-once.ts")],
  outfile: once,
  bundle: true,
  platform: "node",
  format: "esm",
  logLevel: "error",
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
});
const [ours, theirs, peaks]: [number[], number[], number[]] = [[], [], []];
for (let run = 0; run < RUNS; run++) {
  const tools = timed(() =>
    sh(`mkdir ${work}/tools; zstd -q -d -c ${archive} | tar -x -C ${work}/tools; sync -f ${work}`),
  );
  theirs.push(tools.seconds);
  const to = join(work, "ours");
  const import1 = timed(() =>
    execFileSync(process.execPath, [once, archive, to], { encoding: "utf8" }),
  );
  ours.push(import1.seconds);
  peaks.push((JSON.parse(import1.result) as { peakKib: number }).peakKib / 1024);
  rmSync(to, { recursive: true });
  rmSync(join(work, "tools"), { recursive: true });
}
const [a, b] = [median(ours), median(theirs)];
process.stdout.write(`import ${a.toFixed(2)} s, tools ${b.toFixed(2)} s, ${MEGABYTES} MB\n`);
judge("import of content: slower than zstd -d | tar x", a / b, { most: 1 / 0.7, unit: "x" });
judge("import of content: most resident", Math.max(...peaks), { most: 100, unit: "MiB" });
rmSync(work, { recursive: true });
conclude();
