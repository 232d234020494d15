import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { spawn } from "@lydell/node-pty";

const PROGRAM = join(import.meta.dirname, "..", "support", "terminal-holder.ts");
const RESTORED = "\u000f\u001b[m\u001b[r\u001b[H\u001b[J\u001b[?25h";

/** Runs the holder on a real pseudo-terminal; a shell says afterwards how it left the device. */
async function ending(t: TestContext, how: string, signal?: NodeJS.Signals) {
  const script = '"$0" "$@"; code=$?; echo "code=$code"; stty -a';
  const child = spawn("/bin/sh", ["-c", script, process.execPath, "--no-warnings", PROGRAM, how], {
    cols: 80,
    rows: 24,
    env: { PATH: process.env.PATH ?? "", TERM: "vt220", LANG: "C" },
  });
  let output = "";
  let hasEnded = false;
  const done = new Promise<unknown>((resolve) => child.onExit(resolve)).then(() => {
    hasEnded = true;
  });
  t.after(() => hasEnded || child.kill("SIGKILL"));
  const holder = await new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`never painted: ${output}`)), 60_000);
    child.onData((data) => {
      output += data;
      const pid = /painted-by-(\d+)\./.exec(output)?.[1];
      if (pid === undefined) return;
      clearTimeout(timer);
      resolve(Number(pid));
    });
  });
  if (signal === undefined) child.write("x");
  else process.kill(holder, signal);
  await done;
  return output.slice(output.indexOf("painted-by-"));
}

for (const [how, signal, code] of [
  ["close", undefined, 0],
  ["exit", undefined, 3],
  ["throw", undefined, 1],
  ["wait", "SIGTERM", 143],
  ["wait", "SIGINT", 130],
  ["wait", "SIGHUP", 129],
] as const) {
  test(`the terminal is given back after ${signal ?? how}`, async (t) => {
    const after = await ending(t, how, signal);
    assert.equal(after.split(RESTORED).length, 2, JSON.stringify(after));
    assert.match(after, new RegExp(`code=${code}\\b`));
    for (const mode of ["icanon", "echo", "isig", "icrnl"])
      assert.match(after, new RegExp(`\\s${mode}\\b`), `${mode} is off`);
  });
}
