import assert from "node:assert/strict";
import { closeSync, readFileSync, readSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { WriteStream } from "node:tty";
import { createOutlet } from "../../src/terminal/outlet.ts";

const require = createRequire(import.meta.url);
/** The package's own way to a pseudo-terminal without a program; what it exports would read along. */
const binding: { open(columns: number, rows: number): { master: number; slave: number } } =
  require("@lydell/node-pty/requireBinary.js").requireBinary("pty.node");

const O_NONBLOCK = 0o4000;

function isNonBlocking(stream: WriteStream): boolean {
  const handle: unknown = Reflect.get(stream, "_handle");
  const info = readFileSync(`/proc/self/fdinfo/${Reflect.get(handle as object, "fd")}`, "utf8");
  return (Number.parseInt(/flags:\s*(\d+)/.exec(info)?.[1] ?? "", 8) & O_NONBLOCK) !== 0;
}

function readAll(master: number): number {
  const bytes = Buffer.alloc(65_536);
  for (let read = 0; ; ) {
    try {
      read += readSync(master, bytes);
    } catch {
      return read;
    }
  }
}

test("a terminal that takes nothing never holds up the program, and gets all of it later", async (t) => {
  const { master, slave } = binding.open(80, 24);
  const stream = new WriteStream(slave);
  let drained = 0;
  const outlet = createOutlet(stream, () => {
    drained += 1;
  });
  t.after(() => {
    stream.destroy();
    closeSync(master);
  });
  assert.ok(isNonBlocking(stream), "the flood below would hang");
  // Many times what the kernel keeps for one terminal.
  const written = 1_000_000;
  assert.equal(outlet.write("x".repeat(written)), false);
  await turn();
  assert.equal(drained, 0);
  const deadline = Date.now() + 60_000;
  let read = 0;
  while (read < written && Date.now() < deadline) {
    read += readAll(master);
    await turn();
  }
  assert.deepEqual([read, drained], [written, 1]);
  assert.equal(outlet.write("y"), true);
  outlet.close();
  assert.equal(isNonBlocking(stream), false);
});
