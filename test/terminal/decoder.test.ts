import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, suite, test } from "node:test";
import fc from "fast-check";
import { createDecoder, type Decoder, type Key, type Reply } from "../../src/terminal/index.ts";
import { cases } from "../support/every-cut.ts";

// Time passes only when a test says so: what is asserted here are rules, not speeds.
let nowMs = 0;
const open: Decoder[] = [];

function wait(ms: number): void {
  nowMs += ms;
  mock.timers.tick(ms);
}

const LOCAL_MS = 50;
const SERIAL_MS = 150;

function decode(escapeDelayMs = LOCAL_MS) {
  const keys: Key[] = [];
  const heard: string[] = [];
  const replies: Reply[] = [];
  const decoder = createDecoder({
    escapeDelayMs,
    onKey: (key) => keys.push(key),
    onReply: (reply) => replies.push(reply),
    onFlow: (flow) => heard.push(flow),
    onBreak: () => heard.push("break"),
    now: () => nowMs,
  });
  open.push(decoder);
  return {
    decoder,
    keys,
    heard,
    replies,
    words: () => keys.map((key) => (key.is === "key" ? key.name : `${key.is}:${key.text}`)),
  };
}

/** All that one read gives, once it is clear that nothing follows. */
const words = (bytes: string | Uint8Array) => {
  const { decoder, words: read } = decode();
  decoder.push(bytes);
  wait(1000);
  return read();
};

/** Reads `first`, then `second` after a gap, then waits. */
function split(first: string, second: string, gap: { ms: number; escapeDelayMs?: number }) {
  const { decoder, words: read } = decode(gap.escapeDelayMs);
  decoder.push(first);
  wait(gap.ms);
  decoder.push(second);
  wait(1000);
  return read();
}

/** An awaited answer, cut in two, between two keys. */
function answered(first: string, second: string, gapMs: number) {
  const { decoder, words: read, replies } = decode();
  decoder.expectReply(true);
  decoder.push(`a${first}`);
  wait(gapMs);
  decoder.push(`${second}b`);
  wait(1000);
  return { replies, words: read() };
}

const SEQUENCES: Readonly<Record<string, readonly string[]>> = {
  up: ["[A", "OA", "[1;5A", "[a", "Oa"],
  down: ["[B", "OB", "[1;2B", "[b"],
  right: ["[C", "OC", "[1;5C", "[c"],
  left: ["[D", "OD", "[d"],
  home: ["[H", "OH", "[1~", "[7~", "[7$", "[1;2H"],
  end: ["[F", "OF", "[4~", "[8~", "[8^"],
  insert: ["[2~", "[2;5~"],
  delete: ["[3~", "[3$", "[3;2~"],
  pageup: ["[5~", "[[5~", "[5^"],
  pagedown: ["[6~", "[[6~", "[6;5~"],
  backtab: ["[Z", "\t"],
  enter: ["OM"],
  f1: ["[[A", "OP", "[11~", "[28~", "[1;2P"],
  f2: ["[[B", "OQ", "[12~"],
  f3: ["[[C", "OR", "[13~"],
  f4: ["[[D", "OS", "[14~", "[1;2S"],
  f5: ["[[E", "[15~", "[15;2~"],
  f6: ["[17~"],
  f7: ["[18~"],
  f8: ["[19~"],
  f9: ["[20~"],
  f10: ["[21~"],
  f11: ["[23~"],
  f12: ["[24~"],
  "text:7": ["Ow"],
  "text:-": ["Om"],
  "text:,": ["Ol"],
};
const ALL = Object.entries(SEQUENCES).flatMap(([name, spellings]) =>
  spellings.map((spelling) => [`\u001b${spelling}`, name] as const),
);

/** The same bytes every time, and like noise. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 0x2545f491;
  for (let at = 0; at < length; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[at] = state & 0xff;
  }
  return bytes;
}

suite("keys from bytes", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => {
    for (const decoder of open.splice(0)) decoder.close();
    mock.timers.reset();
  });

  test("the keys of linux, xterm, vt220, rxvt and putty are known, and the application keypad", () => {
    for (const [bytes, name] of ALL) assert.deepEqual(words(bytes), [name], JSON.stringify(bytes));
  });

  test("the same keys of a terminal in 8-bit mode are known", () => {
    for (const [bytes, name] of ALL) {
      if (bytes[1] === "\t") continue;
      const control = bytes[1] === "[" ? 0x9b : 0x8f;
      const short = Buffer.concat([Uint8Array.of(control), Buffer.from(bytes.slice(2))]);
      assert.deepEqual(words(short), [name], short.toString("hex"));
    }
  });

  test("a sequence split at any byte is one key, with what surrounds it", () => {
    for (const [bytes, name] of ALL) {
      for (let at = 1; at < bytes.length; at++) {
        const got = split(`a${bytes.slice(0, at)}`, `${bytes.slice(at)}b`, { ms: 0 });
        assert.deepEqual(got, ["text:a", name, "text:b"], JSON.stringify(bytes));
      }
    }
  });

  test("a gap of 5 or 30 ms in a sequence does not matter anywhere, nor one of 120 ms on a serial line", () => {
    for (const [ms, escapeDelayMs] of [
      [5, LOCAL_MS],
      [30, LOCAL_MS],
      [5, SERIAL_MS],
      [30, SERIAL_MS],
      [120, SERIAL_MS],
    ] as const) {
      for (const [bytes, name] of ALL)
        for (let at = 1; at < bytes.length; at++)
          assert.deepEqual(
            split(bytes.slice(0, at), bytes.slice(at), { ms, escapeDelayMs }),
            [name],
            `${JSON.stringify(bytes)} cut at ${at} for ${ms} ms`,
          );
    }
  });

  test("where 120 ms is too long, the rest of a sequence is never typed as text", () => {
    for (const [bytes, name] of ALL.filter(([, key]) => !key.startsWith("text:"))) {
      if (bytes === "\u001b\t") continue;
      const got = split(bytes.slice(0, 1), bytes.slice(1), { ms: 120 });
      assert.deepEqual(got, ["escape"], JSON.stringify(bytes));
      for (let at = 2; at < bytes.length; at++)
        assert.deepEqual(split(bytes.slice(0, at), bytes.slice(at), { ms: 120 }), [name]);
    }
  });

  test("what a hand types after Esc is text, brackets included", () => {
    const { decoder, words: read } = decode();
    for (const character of "\u001b[O[x") {
      decoder.push(character);
      wait(200);
    }
    assert.deepEqual(read(), ["escape", "text:[", "text:O", "text:[", "text:x"]);
  });

  test("a lone Esc is a key after its delay, and not before", () => {
    const { decoder, words: read } = decode();
    decoder.push("\u001b");
    wait(LOCAL_MS - 1);
    assert.deepEqual(read(), []);
    wait(1);
    assert.deepEqual(read(), ["escape"]);
    decoder.push("\u001b[");
    wait(1000);
    assert.deepEqual(read(), ["escape"]);
  });

  test("CR, LF and CR LF are one Enter each, also when cut between the two", () => {
    assert.deepEqual(words("\r"), ["enter"]);
    assert.deepEqual(words("\n"), ["enter"]);
    assert.deepEqual(words("\r\n"), ["enter"]);
    assert.deepEqual(words("\r\r\n\n"), ["enter", "enter", "enter"]);
    assert.deepEqual(split("\r", "\n", { ms: 0 }), ["enter"]);
    assert.deepEqual(split("\r", "\n", { ms: 60 }), ["enter", "enter"]);
  });

  test("both Backspaces are Backspace", () => {
    assert.deepEqual(words("\u0008\u007f"), ["backspace", "backspace"]);
  });

  test("several keys in one read come one by one, in order, at once", () => {
    const { decoder, words: read } = decode();
    decoder.push("jj\u001b[B\tq\r");
    assert.deepEqual(read(), ["text:j", "text:j", "down", "tab", "text:q", "enter"]);
  });

  test("fast type-ahead keeps its order and loses nothing", () => {
    const { decoder, words: read } = decode();
    for (const part of ["e", "d\t", "\u001b[", "A7", "\r", "x"]) {
      decoder.push(part);
      wait(2);
    }
    wait(100);
    const typed = ["text:e", "text:d", "tab", "up", "text:7", "enter", "text:x"];
    assert.deepEqual(read(), typed);
  });

  test("more than eight characters in one read are a paste, its line ends included", () => {
    assert.deepEqual(words("reboot now\rrm -rf\r"), ["paste:reboot now\nrm -rf\n"]);
    assert.deepEqual(words("12345678\r").at(-1), "enter");
  });

  test("a paste that trickles in stays one, and executes nothing however it is cut", () => {
    const { decoder, words: read } = decode();
    const text = "yes\rreboot now\r\tdelete\r";
    for (const character of text) {
      decoder.push(character);
      wait(1);
    }
    wait(20);
    assert.deepEqual(read(), ["text:y", "text:e", "text:s", "paste:\nreboot now\n delete\n"]);
    decoder.push("\r");
    assert.equal(read().at(-1), "enter");
  });

  test("a control key in the middle of a paste does not let the Enter after it through", () => {
    for (const control of ["\u000c", "\u001b[A", "\u007f"])
      assert.ok(!words(`reboot now${control}\rx`).includes("enter"), JSON.stringify(control));
  });

  test("an Enter typed in a hurry after a few characters is an Enter", () => {
    assert.deepEqual(split("edge7", "\r", { ms: 3 }).at(-1), "enter");
  });

  test("a bracketed paste is one paste, however it is cut, without its controls", () => {
    const whole = "\u001b[200~a\u0007b\r\nc\u001b[201~x";
    for (let at = 1; at < whole.length - 1; at++)
      for (const ms of [0, 30])
        assert.deepEqual(
          split(whole.slice(0, at), whole.slice(at), { ms }),
          ["paste:ab\nc", "text:x"],
          String(at),
        );
  });

  test("4 KB pasted arrive whole, in brackets and without", () => {
    const text = Array.from({ length: 64 }, (_, row) => `${row}`.padEnd(63, "x")).join("\n");
    assert.deepEqual(words(`\u001b[200~${text}\u001b[201~`), [`paste:${text}`]);
    const { decoder, words: read } = decode();
    for (let at = 0; at < text.length; at += 16) {
      decoder.push(text.slice(at, at + 16).replaceAll("\n", "\r"));
      wait(10);
    }
    wait(20);
    assert.deepEqual(read(), [`paste:${text}`]);
  });

  test("a bracketed paste that never ends is given out after a while, and what follows is typed", () => {
    assert.deepEqual(split("\u001b[200~half", "x", { ms: 6000 }), ["paste:half", "text:x"]);
  });

  test("answers of the terminal are told apart from keys, however they are cut", () => {
    const answers: readonly (readonly [string, Reply])[] = [
      ["\u001b[24;80R", { is: "cursor", row: 24, column: 80 }],
      ["\u001b[8;50;132t", { is: "size", rows: 50, columns: 132 }],
      ["\u001b[?62;1c", { is: "other", text: "?62;1c" }],
      ["\u001b[0n", { is: "other", text: "0n" }],
      ["\u001b]11;rgb:0/0/0\u0007", { is: "other", text: "11;rgb:0/0/0" }],
      ["\u001bP1$r\u001b\\", { is: "other", text: "1$r" }],
    ];
    for (const [bytes, reply] of answers) {
      // A string is given up sooner: no hand types one, but noise begins them.
      const longestMs = bytes.includes("[") ? 120 : 30;
      for (let at = 0; at < bytes.length; at++)
        for (const ms of [0, 30, longestMs])
          assert.deepEqual(
            answered(bytes.slice(0, at), bytes.slice(at), ms),
            { replies: [reply], words: ["text:a", "text:b"] },
            `${JSON.stringify(bytes)} cut at ${at} for ${ms} ms`,
          );
    }
  });

  test("a late answer cut after its Esc types nothing", () => {
    assert.deepEqual(split("\u001b", "[24;80R", { ms: 300 }), ["escape"]);
  });

  test("XOFF and XON are flow, a run of NUL is one BREAK, and none of them is a key", () => {
    const { decoder, words: read, heard } = decode();
    decoder.push("a\u0013b\u0011\u0000\u0000");
    wait(100);
    decoder.push("\u0000");
    wait(1000);
    decoder.push("\u0000");
    assert.deepEqual(heard, ["stop", "go", "break", "break"]);
    assert.deepEqual(read(), ["text:a", "text:b"]);
  });

  test("noise types nothing", () => {
    assert.deepEqual(words("\u009b\u0080\u0001\u0004\u001d"), []);
    assert.deepEqual(words(Uint8Array.of(0xff, 0xfe, 0x61)), ["text:a"]);
    assert.deepEqual(words("\u001b[99~\u001b[[Z\u001b[<0;1;1M"), []);
    assert.deepEqual(words(`\u001b[${"1;".repeat(100)}mq`), ["text:q"]);
    assert.deepEqual(words(Uint8Array.of(0xc0, 0x8d, 0xed, 0xa0, 0x80, 0x61)), ["text:a"]);
  });

  test("a character of several bytes may be cut anywhere", () => {
    for (const character of ["é", "€", "日", "😀"]) {
      const bytes = Buffer.from(character);
      for (let at = 1; at < bytes.length; at++) {
        const { decoder, words: read } = decode();
        decoder.push(bytes.subarray(0, at));
        decoder.push(bytes.subarray(at));
        assert.deepEqual(read(), [`text:${character}`]);
      }
    }
  });

  test("random bytes never throw and never give a control character", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), (reads) => {
        const { decoder, keys } = decode();
        for (const read of reads) decoder.push(read);
        wait(6000);
        for (const key of keys) if (key.is === "text") assert.match(key.text, /^[^\p{Cc}]$/u);
        decoder.close();
      }),
      { numRuns: cases(300) },
    );
  });

  test("3 MB of noise in a paste make no Enter, and nothing grows with it", () => {
    let enters = 0;
    let longest = 0;
    const decoder = createDecoder({
      escapeDelayMs: LOCAL_MS,
      onKey(key) {
        if (key.is === "key" && key.name === "enter") enters += 1;
        if (key.is === "paste") longest = Math.max(longest, key.text.length);
      },
      now: () => nowMs,
    });
    open.push(decoder);
    decoder.push("no typing hand");
    const bytes = noise(3 << 20);
    for (let at = 0; at < bytes.length; at += 1 << 16)
      decoder.push(bytes.subarray(at, at + (1 << 16)));
    decoder.push("x".repeat(5 << 18));
    wait(6000);
    assert.equal(enters, 0);
    assert.ok(longest <= 1 << 20, `${longest} characters were kept`);
  });
});
