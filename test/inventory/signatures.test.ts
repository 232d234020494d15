// What a real blkid says of real signatures, on images in files: no root, no drive.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { contentText } from "../../src/drives/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { readSignatures } from "../../src/inventory/index.ts";
import { luksHeader } from "../support/luks-header.ts";

const PATH = "/usr/sbin:/usr/bin:/sbin:/bin";
const has = (program: string) =>
  spawnSync(program, ["--version"], { env: { PATH }, stdio: "ignore" }).error === undefined;
const missing = ["blkid", "mkfs.ext4", "mkswap"].filter((program) => !has(program));
const skip = missing.length === 0 ? false : `not installed: ${missing.join(", ")}`;
if (skip !== false) process.stdout.write(`\nSKIPPED, real signatures: ${skip}\n\n`);

const folder = mkdtempSync(join(tmpdir(), "bringup-signatures-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const SIZE = 16 * 1024 * 1024;

function image(name: string, start: Uint8Array = new Uint8Array(0)): string {
  const path = join(folder, name);
  writeFileSync(path, start);
  truncateSync(path, SIZE);
  return path;
}

const format = (program: string, ...args: readonly string[]) =>
  assert.equal(spawnSync(program, args, { env: { PATH }, stdio: "ignore" }).status, 0, program);

/** LVM2, label.h: in the second sector, with a checksum over all behind it. */
function physicalVolume(): Uint8Array {
  const label = Buffer.alloc(512);
  label.write("LABELONE");
  label.writeBigUInt64LE(1n, 8);
  label.writeUInt32LE(32, 20);
  label.write("LVM2 001", 24);
  label.write("abcdef0123456789ABCDEF0123456789", 32);
  label.writeUInt32LE(checksum(label.subarray(20)), 16);
  return Buffer.concat([Buffer.alloc(512), label]);
}

function checksum(bytes: Uint8Array): number {
  let sum = 0xf597a6cf;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return sum >>> 0;
}

test("an edge system, an encrypted drive, a part of a volume group, swap and nothing are told apart", {
  skip,
}, async () => {
  const state = image("state");
  format("mkfs.ext4", "-q", "-F", "-L", "COS_STATE", state);
  const swap = image("swap");
  format("mkswap", swap);
  const paths = [state, image("locked", luksHeader()), image("pv", physicalVolume()), swap];
  const { signal } = new AbortController();
  const found = await readSignatures(createMachineHost(), [...paths, image("empty")], signal);
  const said = paths.map((path) => {
    const { filesystem = "", label } = found?.get(path) ?? {};
    const content = { name: "sda1", sizeBytes: SIZE, filesystem };
    return contentText(label === undefined ? content : { ...content, label });
  });
  assert.deepEqual(said, [
    'sda1 ext4 "COS_STATE", 16.8 MB',
    "sda1 encrypted (LUKS), 16.8 MB",
    "sda1 part of an LVM volume group, 16.8 MB",
    "sda1 swap, 16.8 MB",
  ]);
  assert.equal(found?.size, 4);
});
