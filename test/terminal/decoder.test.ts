import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import fc from "fast-check";
import { createDecoder, type Decoder, type Key } from "../../src/terminal/index.ts";

const open: Decoder[] = [];
afterEach(() => {
  for (const decoder of open.splice(0)) decoder.close();
});

function decode(escapeDelayMs = 50) {
  const keys: Key[] = [];
  let nowMs = 0;
  const decoder = createDecoder({
    escapeDelayMs,
    onKey: (key) => keys.push(key),
    now: () => nowMs,
  });
  open.push(decoder);
  return {
    decoder,
    keys,
    wait(ms: number) {
      nowMs += ms;
    },
    words: () => keys.map((key) => (key.is === "key" ? key.name : `${key.is}:${key.text}`)),
  };
}

const words = (bytes: string | Uint8Array) => {
  const { decoder, words: read } = decode();
  decoder.push(bytes);
  return read();
};

const SEQUENCES: Readonly<Record<string, string>> = {
  "\u001b[A": "up",
  "\u001bOB": "down",
  "\u001b[1;5C": "right",
  "\u001b[H": "home",
  "\u001b[1~": "home",
  "\u001b[7~": "home",
  "\u001bOF": "end",
  "\u001b[8~": "end",
  "\u001b[5~": "pageup",
  "\u001b[6~": "pagedown",
  "\u001b[3~": "delete",
  "\u001b[Z": "backtab",
  "\u001b\t": "backtab",
  "\u001b[[A": "f1",
  "\u001bOP": "f1",
  "\u001b[11~": "f1",
};

test("keys of xterm, vt220, rxvt and the Linux console are known", () => {
  for (const [bytes, name] of Object.entries(SEQUENCES))
    assert.deepEqual(words(bytes), [name], JSON.stringify(bytes));
});

test("a sequence split at any byte is one key, with what surrounds it", () => {
  for (const [bytes, name] of Object.entries(SEQUENCES)) {
    for (let at = 1; at < bytes.length; at++) {
      const { decoder, words: read } = decode();
      decoder.push(`a${bytes.slice(0, at)}`);
      decoder.push(`${bytes.slice(at)}b`);
      assert.deepEqual(read(), ["text:a", name, "text:b"], JSON.stringify(bytes));
    }
  }
});

test("a lone Esc is a key after its delay, and never text with what comes late", async () => {
  const { decoder, words: read } = decode(10);
  decoder.push("\u001b");
  assert.deepEqual(read(), []);
  await pause(30);
  assert.deepEqual(read(), ["escape"]);
  decoder.push("\u001b[");
  await pause(30);
  assert.deepEqual(read(), ["escape"]);
});

test("CR, LF and CR LF are one Enter each, also when cut between the two", () => {
  assert.deepEqual(words("\r"), ["enter"]);
  assert.deepEqual(words("\n"), ["enter"]);
  assert.deepEqual(words("\r\n"), ["enter"]);
  assert.deepEqual(words("\r\r\n\n"), ["enter", "enter", "enter"]);
  const { decoder, words: read, wait } = decode();
  decoder.push("\r");
  decoder.push("\n");
  assert.deepEqual(read(), ["enter"]);
  decoder.push("\r");
  wait(60);
  decoder.push("\n");
  assert.deepEqual(read(), ["enter", "enter", "enter"]);
});

test("both Backspaces are Backspace", () => {
  assert.deepEqual(words("\u0008\u007f"), ["backspace", "backspace"]);
});

test("several keys in one read come one by one, in order", () => {
  assert.deepEqual(words("jj\u001b[B\tq\r"), [
    "text:j",
    "text:j",
    "down",
    "tab",
    "text:q",
    "enter",
  ]);
});

test("more than eight characters in one read are a paste, its line ends included", () => {
  assert.deepEqual(words("reboot now\rrm -rf\r"), ["paste:reboot now\nrm -rf\n"]);
  assert.deepEqual(words("12345678\r").at(-1), "enter");
});

test("an Enter within 15 ms of more than eight characters executes nothing", () => {
  const { decoder, words: read, wait } = decode();
  for (const character of "123456789") {
    decoder.push(character);
    wait(1);
  }
  decoder.push("\r");
  assert.equal(read().at(-1), "paste:\n");
  wait(20);
  decoder.push("\r");
  assert.equal(read().at(-1), "enter");
});

test("a bracketed paste is one paste, however it is cut, without its controls", () => {
  const whole = "\u001b[200~a\u0007b\r\nc\u001b[201~x";
  for (let at = 1; at < whole.length - 1; at++) {
    const { decoder, words: read } = decode();
    decoder.push(whole.slice(0, at));
    decoder.push(whole.slice(at));
    assert.deepEqual(read(), ["paste:ab\nc", "text:x"], String(at));
  }
});

test("noise, flow control and late replies of the terminal type nothing", () => {
  assert.deepEqual(words("\u0000\u0011\u0013\u009b\u0080"), []);
  assert.deepEqual(
    words("\u001b[24;80R\u001b[?62;1c\u001b]11;rgb:0/0/0\u0007\u001bP1$r\u001b\\"),
    [],
  );
  assert.deepEqual(words(Uint8Array.of(0xff, 0xfe, 0x61)), ["text:a"]);
  assert.deepEqual(words("\u001b[99~\u001b[[Z"), []);
});

test("a character of several bytes may be cut anywhere", () => {
  const bytes = Buffer.from("é");
  const { decoder, words: read } = decode();
  decoder.push(bytes.subarray(0, 1));
  decoder.push(bytes.subarray(1));
  assert.deepEqual(read(), ["text:é"]);
});

test("random bytes never throw and never give a control character", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), (reads) => {
      const { decoder, keys } = decode();
      for (const read of reads) decoder.push(read);
      decoder.close();
      for (const key of keys) if (key.is === "text") assert.match(key.text, /^[^\p{Cc}]$/u);
    }),
    { numRuns: 300 },
  );
});
