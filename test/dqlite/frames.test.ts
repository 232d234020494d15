import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  FrameError,
  frameIn,
  HANDSHAKE,
  MAX_FRAME_BYTES,
  type Question,
  REQUESTS,
  readAnswer,
} from "../../src/dqlite/frames.ts";

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));
const hex = (all: Uint8Array) => Buffer.from(all).toString("hex");

/** As libdqlite 1.18.2 answered, two nodes with the ids 1 and 2. */
const LEADER = "030000000100000001000000000000003132372e302e302e313a393830310000";
const CLUSTER =
  "0900000003000000020000000000000001000000000000003132372e302e302e313a3938303100000000000000000000" +
  "02000000000000003132372e302e302e313a3938303200000200000000000000";
const NOT_FOUND =
  "04000000000000000100000000000000736572766572204944206973206e6f742076616c69640000";

function read<Q extends Question>(question: Q, text: string) {
  const frame = frameIn(bytes(text));
  assert.equal(frame.is, "whole");
  if (frame.is !== "whole") throw new Error("cut");
  return readAnswer(question, frame);
}

test("the bytes that are sent are those a real node understands, and none is without a body", () => {
  assert.equal(hex(HANDSHAKE), "0100000000000000");
  assert.deepEqual(Object.values(REQUESTS).map(hex), [
    "01000000000000000000000000000000",
    "01000000100000000100000000000000",
    "01000000120000000000000000000000",
  ]);
});

test("recorded answers are read", () => {
  assert.deepEqual(read("leader", LEADER), {
    is: "answer",
    value: { id: 1n, address: "127.0.0.1:9801" },
  });
  assert.deepEqual(read("cluster", CLUSTER), {
    is: "answer",
    value: [
      { id: 1n, address: "127.0.0.1:9801", role: "voter" },
      { id: 2n, address: "127.0.0.1:9802", role: "spare" },
    ],
  });
  assert.deepEqual(read("describe", "020000000a00000000000000000000000000000000000000"), {
    is: "answer",
    value: { failureDomain: 0n, weight: 0n },
  });
  assert.deepEqual(read("cluster", "01000000030000000000000000000000"), {
    is: "answer",
    value: [],
  });
});

test("who knows of no leader, and who refuses, is told from an answer", () => {
  assert.deepEqual(read("leader", "020000000100000000000000000000000000000000000000"), {
    is: "answer",
    value: undefined,
  });
  assert.deepEqual(read("leader", NOT_FOUND), {
    is: "failure",
    code: 1n,
    message: "server ID is not valid",
  });
});

test("ids keep all their 64 bits", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }), (id) => {
      const body = Buffer.alloc(24);
      body.writeBigUInt64LE(id);
      body.write("h:1", 8);
      const answer = readAnswer("leader", { type: 1, body });
      assert.deepEqual(answer, { is: "answer", value: { id, address: "h:1" } });
    }),
  );
});

test("a frame is whole only with its last byte, at most of the largest size, and alone", () => {
  const whole = bytes(CLUSTER);
  for (let length = 0; length < whole.length; length++)
    assert.deepEqual(frameIn(whole.subarray(0, length)), { is: "more" });
  assert.throws(() => frameIn(bytes(`${LEADER}00`)), FrameError);
  const header = Buffer.alloc(8);
  header.writeUInt32LE(MAX_FRAME_BYTES / 8 + 1);
  assert.throws(() => frameIn(header), /an answer of 1048584 bytes/);
});

test("whatever comes is an answer or a FrameError, never anything else", () => {
  const questions: readonly Question[] = ["leader", "cluster", "describe"];
  fc.assert(
    fc.property(
      fc.constantFrom(...questions),
      fc.constantFrom(0, 1, 3, 10, 77),
      fc.array(fc.constantFrom(0n, 1n, 2n, 3n, 0x3a31_3030_2e30n, 2n ** 64n - 1n), {
        maxLength: 12,
      }),
      fc.nat(7),
      (question, type, words, cut) => {
        const body = Buffer.alloc(words.length * 8);
        for (const [at, word] of words.entries()) body.writeBigUInt64LE(word, at * 8);
        try {
          readAnswer(question, { type, body: body.subarray(0, Math.max(0, body.length - cut)) });
        } catch (thrown) {
          assert.ok(thrown instanceof FrameError, String(thrown));
        }
      },
    ),
  );
});

test("a role, a count or a text that cannot be is refused, not guessed", () => {
  const wrongRole = CLUSTER.replace(/0200000000000000$/, "0300000000000000");
  assert.throws(() => read("cluster", wrongRole), /role 3/);
  const endless = `0100000003000000${"ff".repeat(8)}`;
  assert.throws(() => read("cluster", endless), /members/);
  assert.throws(() => read("leader", `0200000001000000${"01".repeat(16)}`), /without an end/);
});
