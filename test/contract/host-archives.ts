import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { type Headers, pack } from "tar-stream";
import type { HostIO, UnpackOptions } from "../../src/engine/index.ts";
import { BringupError } from "../../src/errors/index.ts";
import type { HostTraits } from "./host.ts";

interface Packed extends Headers {
  readonly content?: string | Uint8Array;
}

/** As an archive comes from outside: whatever its headers say. */
export async function archiveOf(entries: readonly Packed[]): Promise<Uint8Array> {
  const tar = pack();
  const chunks: Uint8Array[] = [];
  const whole = (async () => {
    for await (const chunk of tar) chunks.push(chunk);
  })();
  for (const { content = "", ...header } of entries) tar.entry(header, Buffer.from(content));
  tar.finalize();
  await whole;
  return Buffer.concat(chunks);
}

const PROGRAM = "#!/bin/sh\n".repeat(1000);
const USUAL: readonly Packed[] = [
  { name: "./", type: "directory" },
  { name: "./k3s", content: PROGRAM, mode: 0o4777, uid: 1000 },
  { name: "images/", type: "directory" },
  { name: "images/all.tar", content: "images", mode: 0o600 },
  { name: `deep/${"n".repeat(150)}/${"f".repeat(120)}`, content: "long" },
];

const OPTIONS: UnpackOptions = {
  bootId: "boot-1",
  marker: { name: "marker.json", content: "{}\n" },
  maxEntries: 100,
  keepFreeBytes: 0,
};

const HOSTILE: Readonly<Record<string, readonly Packed[]>> = {
  "leads out of the folder": [{ name: "../../etc/passwd", content: "x" }],
  "is an absolute path": [{ name: "/etc/passwd", content: "x" }],
  "has characters no file should have": [{ name: "a\u001b[2J", content: "x" }],
  "is a symlink, not a file": [{ name: "a", type: "symlink", linkname: "/etc" }],
  "is a link, not a file": [{ name: "a", type: "link", linkname: "/etc/passwd" }],
  "is a character-device, not a file": [{ name: "a", type: "character-device" }],
  "is a fifo, not a file": [{ name: "a", type: "fifo" }],
  "is there twice": [
    { name: "a", content: "x" },
    { name: "./a", content: "y" },
  ],
  "has a name kept for us": [{ name: "marker.json", content: "{}" }],
  "is one of more than 100 entries": Array.from({ length: 101 }, (_, at) => ({
    ...{ name: `f${at}`, content: "x" },
  })),
};

export function archivesContract({ name, make }: HostTraits): void {
  const put = (host: HostIO, path: string, bytes: Uint8Array) =>
    host.files.writeAtomic(path, bytes, { mode: 0o644 });

  for (const [packing, packed] of Object.entries({
    "a plain tar": (tar: Uint8Array) => tar,
    "a tar.gz": (tar: Uint8Array) => gzipSync(tar),
    "a tar.zst": (tar: Uint8Array) => zstdCompressSync(tar),
    "a tar.zst of two frames": (tar: Uint8Array) =>
      Buffer.concat([zstdCompressSync(tar.slice(0, 3000)), zstdCompressSync(tar.slice(3000))]),
  }))
    test(`${name}: ${packing} becomes its files, for everybody to read and nobody to write`, async (t) => {
      const { host, folder } = await make(t);
      const to = `${folder}/content`;
      await put(host, `${folder}/file`, packed(await archiveOf(USUAL)));
      const count = await host.files.unpack(`${folder}/file`, to, OPTIONS);
      assert.deepEqual(count, { files: 3, bytes: PROGRAM.length + 10 });
      assert.equal(await host.files.readText(`${to}/k3s`), PROGRAM);
      const modes = [`${to}/k3s`, `${to}/images/all.tar`].map(async (path) => {
        return (await host.files.stat(path))?.mode;
      });
      assert.deepEqual(await Promise.all(modes), [0o755, 0o644]);
      assert.equal(await host.files.readText(`${to}/marker.json`), "{}\n");
      assert.deepEqual(await host.files.list(to), ["deep", "images", "k3s", "marker.json"]);
      assert.deepEqual(await host.files.list(folder), ["content", "file"]);
    });

  test(`${name}: an archive that could do harm is refused by what it holds`, async (t) => {
    const { host, folder } = await make(t);
    for (const [why, entries] of Object.entries(HOSTILE)) {
      await put(host, `${folder}/file`, await archiveOf(entries));
      await assert.rejects(
        host.files.unpack(`${folder}/file`, `${folder}/to`, OPTIONS),
        (thrown) => {
          assert.ok(thrown instanceof BringupError, String(thrown));
          assert.deepEqual([thrown.code, thrown.message.endsWith(why)], ["ARCHIVE_UNSAFE", true]);
          return true;
        },
      );
      assert.equal(await host.files.stat(`${folder}/to/marker.json`), undefined);
    }
  });

  test(`${name}: an archive that is cut off, or none at all, never counts as whole`, async (t) => {
    const { host, folder } = await make(t);
    const tar = await archiveOf(USUAL);
    const whole = zstdCompressSync(tar);
    const broken = [
      tar.slice(0, 700),
      whole.subarray(0, whole.length - 9),
      gzipSync(tar).subarray(0, 90),
      Buffer.from("no archive at all".repeat(100)),
      new Uint8Array(),
    ];
    for (const bytes of broken) {
      await put(host, `${folder}/file`, bytes);
      const unpacked = host.files.unpack(`${folder}/file`, `${folder}/to`, OPTIONS);
      await assert.rejects(unpacked, { code: "ARCHIVE_DAMAGED" });
      assert.equal(await host.files.stat(`${folder}/to/marker.json`), undefined);
    }
  });

  test(`${name}: one that unpacks to more than there is room for is refused before it is written`, async (t) => {
    const { host, folder } = await make(t);
    const bomb = Buffer.alloc(2 ** 20);
    await put(
      host,
      `${folder}/file`,
      zstdCompressSync(await archiveOf([{ name: "a", content: bomb }])),
    );
    const options = { ...OPTIONS, keepFreeBytes: Number.MAX_SAFE_INTEGER };
    const unpacked = host.files.unpack(`${folder}/file`, `${folder}/to`, options);
    await assert.rejects(unpacked, { code: "DISK_FULL" });
  });

  test(`${name}: what was cut off goes on, and after a start of the machine begins anew`, async (t) => {
    const { host, folder } = await make(t);
    const to = `${folder}/to`;
    const tar = await archiveOf(USUAL);
    await put(host, `${folder}/file`, tar.slice(0, 12_000));
    await assert.rejects(host.files.unpack(`${folder}/file`, to, OPTIONS));
    await put(host, `${folder}/file`, tar);
    await host.files.unpack(`${folder}/file`, to, OPTIONS);
    assert.equal(await host.files.readText(`${to}/images/all.tar`), "images");
    await host.files.removeTree(to);
    await put(host, `${folder}/file`, tar.slice(0, 12_000));
    await assert.rejects(host.files.unpack(`${folder}/file`, to, OPTIONS));
    await put(host, `${folder}/file`, tar);
    await host.files.unpack(`${folder}/file`, to, { ...OPTIONS, bootId: "boot-2" });
    assert.equal(await host.files.readText(`${to}/k3s`), PROGRAM);
    assert.deepEqual(await host.files.list(folder), ["file", "to"]);
  });
}
