/**
 * The part of the Dqlite wire protocol that only looks. Every request there is stands here as
 * constant bytes: nothing else can be sent. Layout and limits: dqlite `src/{protocol,message}.h`,
 * go-dqlite `internal/protocol`; integers are little endian, everything is in words of 8 bytes.
 */
const WORD = 8;
/** No honest answer of these three comes near it. */
export const MAX_FRAME_BYTES = 1024 ** 2;

/** Version 1; nothing is answered to it. */
export const HANDSHAKE = words(1n);

export const REQUESTS = {
  leader: words(request(0), 0n),
  /** Format 1: with roles. */
  cluster: words(request(16), 1n),
  describe: words(request(18), 0n),
} as const;

export type Question = keyof typeof REQUESTS;

const ANSWERS: Readonly<Record<Question, number>> = { leader: 1, cluster: 3, describe: 10 };
const FAILURE = 0;

export type Role = "voter" | "stand-by" | "spare";
const ROLES: readonly Role[] = ["voter", "stand-by", "spare"];

/** Ids are random 64-bit numbers: never a `number`, which would round them. */
export interface Node {
  readonly id: bigint;
  /** `host:port` or `[v6]:port`. */
  readonly address: string;
}

export interface Member extends Node {
  readonly role: Role;
}

export interface Description {
  readonly failureDomain: bigint;
  readonly weight: bigint;
}

export interface Answers {
  /** `undefined`: this node knows of no leader. */
  readonly leader: Node | undefined;
  readonly cluster: readonly Member[];
  readonly describe: Description;
}

/** What came in place of an answer, as the node says it. */
export interface Failure {
  readonly code: bigint;
  readonly message: string;
}

/** The answer breaks the protocol: whatever is at the other end, it is no Dqlite we understand. */
export class FrameError extends Error {}

export type Frame =
  | { readonly is: "more" }
  | { readonly is: "whole"; readonly type: number; readonly body: Uint8Array };

/** One frame at the beginning of `bytes`, once it is whole. @throws FrameError for one too large */
export function frameIn(bytes: Uint8Array): Frame {
  if (bytes.byteLength < WORD) return { is: "more" };
  const header = viewOf(bytes);
  const size = header.getUint32(0, true) * WORD;
  if (size > MAX_FRAME_BYTES) throw new FrameError(`an answer of ${size} bytes`);
  if (header.getUint8(5) !== 0) throw new FrameError(`schema ${header.getUint8(5)}`);
  if (bytes.byteLength < WORD + size) return { is: "more" };
  if (bytes.byteLength > WORD + size) throw new FrameError("more than one answer");
  return { is: "whole", type: header.getUint8(4), body: bytes.subarray(WORD) };
}

/** @throws FrameError for what is no answer to this question */
export function readAnswer<Q extends Question>(
  question: Q,
  { type, body }: { readonly type: number; readonly body: Uint8Array },
): { readonly is: "answer"; readonly value: Answers[Q] } | ({ readonly is: "failure" } & Failure) {
  const reader = createReader(body);
  if (type === FAILURE) return { is: "failure", code: reader.word(), message: reader.text() };
  if (type !== ANSWERS[question]) throw new FrameError(`answer ${type} to ${question}`);
  return { is: "answer", value: READERS[question](reader) };
}

type Reader = ReturnType<typeof createReader>;

const READERS: { readonly [Q in Question]: (reader: Reader) => Answers[Q] } = {
  leader(reader) {
    const node = { id: reader.word(), address: reader.text() };
    return node.id === 0n && node.address === "" ? undefined : node;
  },
  cluster(reader) {
    const count = reader.word();
    // Id, role and the shortest address take three words.
    if (count > BigInt(reader.wordsLeft()) / 3n) throw new FrameError(`${count} members`);
    return Array.from({ length: Number(count) }, () => {
      const node = { id: reader.word(), address: reader.text() };
      const role = reader.word();
      const name = role < 3n ? ROLES[Number(role)] : undefined;
      if (name === undefined) throw new FrameError(`role ${role}`);
      return { ...node, role: name };
    });
  },
  describe: (reader) => ({ failureDomain: reader.word(), weight: reader.word() }),
};

function createReader(body: Uint8Array) {
  const view = viewOf(body);
  let at = 0;
  return {
    wordsLeft: () => Math.floor((body.byteLength - at) / WORD),
    word(): bigint {
      if (at + WORD > body.byteLength) throw new FrameError("the answer is cut off");
      at += WORD;
      return view.getBigUint64(at - WORD, true);
    },
    /** Up to its NUL, which pads it to whole words. */
    text(): string {
      const end = body.indexOf(0, at);
      if (end < 0) throw new FrameError("a text without an end");
      const bytes = body.subarray(at, end);
      at += Math.ceil((bytes.byteLength + 1) / WORD) * WORD;
      try {
        return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      } catch (cause) {
        throw new FrameError("a text that is not UTF-8", { cause });
      }
    },
  };
}

/** Body of one word, type, schema 0. Never a body without a word: libdqlite 1.11 aborts on it. */
function request(type: number): bigint {
  return 1n | (BigInt(type) << 32n);
}

function words(...all: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(all.length * WORD);
  for (const [index, word] of all.entries()) viewOf(bytes).setBigUint64(index * WORD, word, true);
  return bytes;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
