import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type Answers,
  frameIn,
  HANDSHAKE,
  type Question,
  REQUESTS,
  readAnswer,
} from "../../src/dqlite/frames.ts";
import {
  readGreeting,
  readRequest,
  type Speaker,
  writeAnswer,
  writeUnknown,
} from "../../src/dqlite/speak.ts";

const ONE = { id: 1n, address: "127.0.0.1:9801" };
const TWO = { id: 2n, address: "127.0.0.1:9802" };

function saying(answers: Partial<Answers>): Speaker {
  return {
    leader: () => answers.leader,
    cluster: () => answers.cluster ?? [],
    describe: () => answers.describe ?? { failureDomain: 0n, weight: 0n },
  };
}

function read<Q extends Question>(question: Q, bytes: Buffer) {
  const frame = frameIn(bytes);
  if (frame.is !== "whole") throw new Error("cut");
  return readAnswer(question, frame);
}

test("it answers byte for byte as libdqlite 1.18 does", () => {
  const members = [
    { ...ONE, role: "voter" },
    { ...TWO, role: "spare" },
  ] as const;
  const speaker = saying({ leader: ONE, cluster: members });
  assert.equal(
    writeAnswer("leader", speaker).toString("hex"),
    "030000000100000001000000000000003132372e302e302e313a393830310000",
  );
  assert.equal(
    writeAnswer("cluster", speaker).toString("hex"),
    "0900000003000000020000000000000001000000000000003132372e302e302e313a3938303100000000000000000000" +
      "02000000000000003132372e302e302e313a3938303200000200000000000000",
  );
  assert.equal(
    writeAnswer("leader", saying({ leader: undefined })).toString("hex"),
    "020000000100000000000000000000000000000000000000",
  );
});

test("whatever it says, the client reads the same", () => {
  const address = fc.string({ unit: "grapheme", maxLength: 40 }).filter((text) => !/\0/.test(text));
  const id = fc.bigInt({ min: 1n, max: 2n ** 64n - 1n });
  const role = fc.constantFrom("voter", "stand-by", "spare");
  const members = fc.array(fc.record({ id, address, role }, { noNullPrototype: true }), {
    maxLength: 9,
  });
  fc.assert(
    fc.property(members, (cluster) => {
      const speaker = saying({ leader: cluster[0], cluster });
      const [{ id, address } = { id: undefined, address: "" }] = cluster;
      const leader = id === undefined ? undefined : { id, address };
      const told = read("leader", writeAnswer("leader", speaker));
      assert.deepEqual(told, { is: "answer", value: leader });
      const all = read("cluster", writeAnswer("cluster", speaker));
      assert.deepEqual(all, { is: "answer", value: cluster });
    }),
  );
});

test("what the client asks is known; what else there is gets the refusal of 1.18", () => {
  const greeted = readGreeting(Buffer.concat([HANDSHAKE, REQUESTS.leader]));
  assert.ok(greeted.is === "greeted");
  assert.deepEqual(readRequest(greeted.rest), {
    ...{ is: "asked", question: "leader", rest: Buffer.alloc(0) },
  });
  const transfer = Buffer.from("01000000110000000900000000000000", "hex");
  assert.deepEqual(readRequest(transfer), { is: "asked", rest: Buffer.alloc(0) });
  assert.deepEqual(read("leader", writeUnknown()), {
    ...{ is: "failure", code: 1005n, message: "unrecognized request type" },
  });
});

test("text, an empty body and huge lengths are nonsense; a part of a request is waited for", () => {
  assert.equal(readGreeting(Buffer.from("GET / HTTP/1.1")).is, "nonsense");
  assert.equal(readRequest(Buffer.alloc(8)).is, "nonsense");
  assert.equal(readRequest(Buffer.alloc(8, 0xff)).is, "nonsense");
  for (let length = 0; length < 16; length++)
    assert.equal(readRequest(Buffer.from(REQUESTS.cluster.subarray(0, length))).is, "more");
});
