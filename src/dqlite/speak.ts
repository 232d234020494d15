import type { Duplex } from "node:stream";
import { type Answers, HANDSHAKE, type Question, REQUESTS, type Role } from "./frames.ts";

/** The other end of this client, for practice: what a node reads, and what it writes. */

const WORD = 8;
/** Nothing anybody asks here is longer. */
const MAX_BYTES = 64 * 1024;

export type Asked =
  | { readonly is: "more" }
  | { readonly is: "greeted"; readonly rest: Buffer }
  | {
      readonly is: "asked";
      /** Absent: something that this node does not do. */
      readonly question?: Question;
      readonly rest: Buffer;
    }
  | { readonly is: "nonsense" };

/** Whoever does not speak the protocol is hung up on, as Dqlite does. */
export function converse(socket: Duplex, speaker: Speaker): void {
  let bytes = Buffer.alloc(0);
  let read = readGreeting;
  socket.on("data", (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (let asked = read(bytes); asked.is !== "more"; asked = read(bytes)) {
      if (asked.is === "nonsense") return void socket.destroy();
      if (asked.is === "asked") socket.write(answerTo(asked, speaker));
      read = readRequest;
      bytes = Buffer.from(asked.rest);
    }
  });
}

function answerTo({ question }: Extract<Asked, { is: "asked" }>, speaker: Speaker): Buffer {
  return question === undefined ? writeUnknown() : writeAnswer(question, speaker);
}

/** One request at the beginning of the bytes, once it is whole. */
export function readRequest(bytes: Buffer): Asked {
  if (bytes.length < WORD) return { is: "more" };
  const size = WORD + bytes.readUInt32LE(0) * WORD;
  if (size === WORD || size > MAX_BYTES) return { is: "nonsense" };
  if (bytes.length < size) return { is: "more" };
  const request = bytes.subarray(0, size);
  const question = QUESTIONS.find((each) => request.equals(REQUESTS[each]));
  const rest = bytes.subarray(size);
  return { is: "asked", rest, ...(question === undefined ? {} : { question }) };
}

/** What follows the handshake, once it is whole. */
export function readGreeting(bytes: Buffer): Asked {
  if (bytes.length < WORD) return { is: "more" };
  if (!bytes.subarray(0, WORD).equals(HANDSHAKE)) return { is: "nonsense" };
  return { is: "greeted", rest: bytes.subarray(WORD) };
}

/** What a member says now, to each question. */
export type Speaker = { readonly [Q in Question]: () => Answers[Q] };

export function writeAnswer<Q extends Question>(question: Q, speaker: Speaker): Buffer {
  return frame(ANSWER_TYPES[question], ANSWERS[question](speaker[question]()));
}

/** As Dqlite says from 1.17 on; those before say nothing at all. */
export function writeUnknown(): Buffer {
  return frame(0, [1005n, "unrecognized request type"]);
}

const QUESTIONS: readonly Question[] = ["leader", "cluster", "describe"];
const ANSWER_TYPES: Readonly<Record<Question, number>> = { leader: 1, cluster: 3, describe: 10 };
const ROLES: Readonly<Record<Role, bigint>> = { voter: 0n, "stand-by": 1n, spare: 2n };

type Parts = readonly (bigint | string)[];

const ANSWERS: { readonly [Q in Question]: (value: Answers[Q]) => Parts } = {
  leader: (node) => (node === undefined ? [0n, ""] : [node.id, node.address]),
  cluster: (members) => [
    BigInt(members.length),
    ...members.flatMap(({ id, address, role }) => [id, address, ROLES[role]]),
  ],
  describe: ({ failureDomain, weight }) => [failureDomain, weight],
};

function frame(type: number, parts: Parts): Buffer {
  const body = Buffer.concat(parts.map(wordsOf));
  const header = Buffer.alloc(WORD);
  header.writeUInt32LE(body.length / WORD, 0);
  header.writeUInt8(type, 4);
  return Buffer.concat([header, body]);
}

/** A text ends with a NUL, and is padded to whole words. */
function wordsOf(part: bigint | string): Buffer {
  const text = typeof part === "string" ? Buffer.from(`${part}\0`) : Buffer.alloc(WORD);
  if (typeof part === "bigint") text.writeBigUInt64LE(part);
  return Buffer.concat([text], Math.ceil(text.length / WORD) * WORD);
}
