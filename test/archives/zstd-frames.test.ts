import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { constants, zstdCompressSync } from "node:zlib";
import { unpackFrames } from "../../src/archives/zstd-frames.ts";

const NOISE = randomBytes(300_000);
const RUN = Buffer.alloc(400_000, "a");
const checked = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };
const skippable = (bytes: number) => {
  const header = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]);
  header.writeUInt32LE(bytes, 4);
  return Buffer.concat([header, Buffer.alloc(bytes, 0x28)]);
};
const PARTS = [
  zstdCompressSync(NOISE, checked),
  skippable(70_000),
  zstdCompressSync(RUN),
  skippable(0),
  zstdCompressSync(Buffer.alloc(0)),
  zstdCompressSync(Buffer.from("end"), checked),
];
const WHOLE = Buffer.concat([NOISE, RUN, Buffer.from("end")]);

/** In pieces of this size, all of them in the same memory: it is overwritten for the next. */
async function* inTurn(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  const memory = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) {
    memory.fill(0xee);
    const taken = bytes.copy(memory, 0, at, at + size);
    yield memory.subarray(0, taken);
  }
}

async function unpacked(bytes: Buffer, size: number): Promise<Buffer> {
  const out: Uint8Array[] = [];
  for await (const chunk of unpackFrames(inTurn(bytes, size))) out.push(Buffer.from(chunk));
  return Buffer.concat(out);
}

test("frames are unpacked one after the other, wherever the pieces they come in are cut", async () => {
  const packed = Buffer.concat(PARTS);
  for (const size of [packed.length, 262_144, 4096, 997])
    assert.ok((await unpacked(packed, size)).equals(WHOLE), `pieces of ${size} bytes`);
  const short = Buffer.concat([PARTS[5] ?? WHOLE, skippable(9), PARTS[5] ?? WHOLE]);
  for (const size of [1, 2, 3, 5])
    assert.equal(String(await unpacked(short, size)), "endend", `pieces of ${size} bytes`);
});

test("a stream that ends in a frame, or goes on with something else, is no whole one", async () => {
  const packed = Buffer.concat(PARTS);
  for (const cut of [2, 100, (PARTS[0]?.length ?? 0) + 3, packed.length - 1])
    await assert.rejects(unpacked(packed.subarray(0, cut), 4096), /end/i, `cut at ${cut}`);
  const dirty = Buffer.concat([packed, Buffer.from("and more of it")]);
  await assert.rejects(unpacked(dirty, 4096), /what follows a zstd frame is none/);
});
