import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { type TestContext, test } from "node:test";
import { createLineReader } from "../../../src/cli/plain/line-reader.ts";
import { eventually } from "../../support/eventually.ts";

function readerOf(t: TestContext, stdin = new PassThrough()) {
  const reader = createLineReader(stdin, () => {});
  t.after(reader.close);
  const { signal } = new AbortController();
  const rest = async () => {
    const lines: string[] = [];
    for (let line = await reader.next(signal); line !== undefined; line = await reader.next(signal))
      lines.push(line);
    return lines;
  };
  return { stdin, reader, signal, rest };
}

test("a line is the same with CR, LF or CR LF at its end, also where they arrive apart", async (t) => {
  const { stdin, rest } = readerOf(t);
  for (const part of ["one\r", "\ntwo\n", "three\r", "four\r\n", "\r\n", "six"]) stdin.write(part);
  stdin.end();
  assert.deepEqual(await rest(), ["one", "two", "three", "four", "", "six"]);
});

test("a letter cut in two by the line is one letter; what is no text at all does no harm", async (t) => {
  const { stdin, rest } = readerOf(t);
  stdin.write(Buffer.from([0xc3]));
  stdin.write(Buffer.from([0xa9, 0x0a, 0xff, 0xfe, 0x0a]));
  stdin.end("a\0b\u001b[31mc\u0007\n");
  assert.deepEqual(await rest(), ["\u00e9", "\ufffd\ufffd", "abc"]);
});

test("a line without an end fills no memory, and the next one is whole", async (t) => {
  const { stdin, reader, signal } = readerOf(t);
  const long = reader.next(signal);
  for (let part = 0; part < 20; part++) stdin.write("x".repeat(1 << 16));
  stdin.write("\nyes\n");
  assert.equal((await long)?.length, 1 << 20);
  assert.equal(await reader.next(signal), "yes");
});

test("who sends faster than is answered has to wait, and no line is lost or swapped", async (t) => {
  const { stdin, reader, signal, rest } = readerOf(t);
  const all = Array.from({ length: 2000 }, (_, index) => `line ${index}`);
  const first = reader.next(signal);
  for (const line of all) stdin.write(`${line}\n`);
  stdin.end();
  assert.equal(await first, "line 0");
  await eventually("the sender to wait", () => stdin.isPaused());
  assert.deepEqual(await rest(), all.slice(1));
});

test("a question that was given up takes no line from the next one", async (t) => {
  const { stdin, reader, signal } = readerOf(t);
  const given = new AbortController();
  const first = reader.next(given.signal);
  given.abort(new Error("given up"));
  await assert.rejects(first, /given up/);
  stdin.write("for the next\n");
  assert.equal(await reader.next(signal), "for the next");
});

test("the end does for the last Enter, but half a secret is none", async (t) => {
  const plain = readerOf(t);
  plain.stdin.end("status");
  assert.deepEqual(await plain.rest(), ["status"]);

  const cut = readerOf(t);
  const showTyping = cut.reader.hideTyping();
  cut.stdin.end("half-a-tok");
  assert.equal(await cut.reader.next(cut.signal), undefined);
  showTyping();
  assert.equal(await cut.reader.next(cut.signal), undefined);
});

test("a line that is hung up is at its end, for good", async (t) => {
  const { stdin, reader, signal } = readerOf(t);
  const waiting = reader.next(signal);
  stdin.emit("error", Object.assign(new Error("read EIO"), { code: "EIO" }));
  assert.equal(await waiting, undefined);
  assert.equal(await reader.next(signal), undefined);
});

test("while a secret is typed unseen, rubbing out and Ctrl-U still work", async (t) => {
  const { stdin, reader, signal } = readerOf(t);
  const showTyping = reader.hideTyping();
  stdin.write("wrong\u0015tokem\u007fn\r");
  assert.equal(await reader.next(signal), "token");
  showTyping();
});
