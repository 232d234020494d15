import assert from "node:assert/strict";
import { test } from "node:test";
import { readMessage } from "../../src/etcd/protobuf.ts";
import { QUESTIONS } from "../../src/etcd/questions.ts";
import { seeded } from "../support/seeded.ts";

/** Answers of a real etcd 3.4.23, without the five bytes before them. */
const STATUS =
  "0a180887d5edba8fd59dc10410c0c0caafc1ba96892e180420021206332e342e32331880a00c20c0c0caafc1ba96892e2808300238084880800c";
const LIST =
  "0a160887d5edba8fd59dc10410c0c0caafc1ba96892e2002124308c0c0caafc1ba96892e120764656661756c741a16687474703a2f2f3132372e302e302e313a32333830302216687474703a2f2f3132372e302e302e313a3233373930122108ce9ae0bcdb9686d8f8011a12687474703a2f2f3132372e302e302e313a392801";

const read = (hex: string, name: keyof typeof QUESTIONS) =>
  readMessage(Buffer.from(hex, "hex"), QUESTIONS[name].shape);

test("what a real etcd answers by gRPC reads as its JSON gateway says it", () => {
  assert.deepEqual(read(STATUS, "status"), {
    header: { member_id: "3319814642761637952", raft_term: "2" },
    version: "3.4.23",
    dbSize: "200704",
    leader: "3319814642761637952",
    raftIndex: "8",
    raftAppliedIndex: "8",
    dbSizeInUse: "196608",
  });
  assert.deepEqual(read(LIST, "members"), {
    header: { member_id: "3319814642761637952", raft_term: "2" },
    members: [
      {
        ID: "3319814642761637952",
        name: "default",
        peerURLs: ["http://127.0.0.1:23800"],
        clientURLs: ["http://127.0.0.1:23790"],
      },
      { ID: "17919850086055546190", peerURLs: ["http://127.0.0.1:9"], isLearner: true },
    ],
  });
});

test("fields nobody wants are passed over, whatever they hold", () => {
  const unknown = ["78ffffffffffffffffff01", "790102030405060708", "7d01020304", "7a03616263"];
  assert.deepEqual(read(`${unknown.join("")}${STATUS}`, "status"), read(STATUS, "status"));
});

test("what is no message of this shape is refused", () => {
  const refused = {
    "cut in a number": "1080",
    "cut in a text": "1206332e34",
    "a number longer than 64 bits": "18ffffffffffffffffff02",
    "a number without an end": "18ffffffffffffffffffff01",
    "a length beyond the end": "12ffffffff0f41",
    "a field with the number 0": "0000",
    "a group": "1b1c",
    "a text where a number belongs": "1a0141",
    "a number where a text belongs": "1001",
    "a text that is not UTF-8": "1202c328",
    "a fixed number that is cut": "7901",
    "more fields than anybody needs": "4200".repeat(5000),
  };
  for (const [what, hex] of Object.entries(refused))
    assert.equal(read(hex, "status"), undefined, what);
});

test("random bytes, and real answers with bytes changed, never throw", () => {
  const random = seeded(7);
  for (let round = 0; round < 2000; round++) {
    const bytes = Buffer.from(round % 2 ? LIST : STATUS, "hex");
    for (let count = random.below(8); count >= 0; count--)
      bytes[random.below(bytes.length)] = random.below(256);
    readMessage(bytes.subarray(0, 1 + random.below(bytes.length)), QUESTIONS.members.shape);
    readMessage(bytes, QUESTIONS.status.shape);
  }
});
