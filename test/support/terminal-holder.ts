// A program that holds a terminal and ends in the way its argument says; run by restore.test.ts.
import { existsSync } from "node:fs";
import { openTerminal } from "../../src/terminal/index.ts";

const [how, file = ""] = process.argv.slice(2);
const terminal = openTerminal({ stdin: process.stdin, stdout: process.stdout, env: process.env });
if (how === "slow") makeTheFrameUntil(file);
terminal.stdout.write(`painted-by-${process.pid}.`);

terminal.stdin.on("readable", () => {
  const key: unknown = terminal.stdin.read();
  if (key === null) return;
  if (how === "slow") terminal.stdout.write(`heard ${String(key)}.`);
  if (how === "close") {
    terminal.close();
    terminal.close();
  }
  if (how === "exit") process.exit(3);
  if (how === "throw") throw new Error("meant to be");
});
setInterval(() => {
  if (how === "close" && process.stdin.isRaw === false) process.exit(0);
}, 5);

/** Busy, and deaf, until the file is there and what was typed before that has come through. */
function makeTheFrameUntil(path: string): void {
  process.stdout.write("opened.");
  const pause = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  while (!existsSync(path)) pause();
  pause();
}
