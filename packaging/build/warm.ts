// Runs in a process of its own: `node packaging/build/warm.ts FRONT CACHE`. Lets the front part of the
// program draw its first frame on a terminal that is none, and writes down what was compiled for that.
import { EventEmitter } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";
import { Script } from "node:vm";

const [, , front = "", cache = ""] = process.argv;
const DEADLINE_MS = 20_000;

const script = new Script(readFileSync(front, "latin1"), { filename: front });

let hasDrawn = false;

function write(text: unknown): boolean {
  hasDrawn ||= String(text).includes("bringup");
  return true;
}

/** The first frame is whole when another part is asked for; before that nothing may ask for one. */
function late(name: string): never {
  if (hasDrawn) writeFileSync(cache, script.createCachedData());
  else process.stderr.write(`${name} is loaded before the first frame\n`);
  process.exit(hasDrawn ? 0 : 1);
}

const members = {
  isTTY: true,
  columns: 80,
  rows: 24,
  write,
  ...Object.fromEntries(
    ["setRawMode", "resume", "pause", "unref", "ref"].map((name) => [name, () => {}]),
  ),
};
for (const name of ["stdin", "stdout"]) {
  Object.defineProperty(process, name, { value: Object.assign(new EventEmitter(), members) });
}
process.exitCode = 1;
setTimeout(() => process.exit(), DEADLINE_MS).unref();
process.argv = [process.execPath, front, "--rehearse", "--state-dir", "/nonexistent"];
Object.assign(process.env, { TERM: "xterm-256color", LANG: "C.UTF-8" });
script.runInThisContext()(createRequire(front), late);
