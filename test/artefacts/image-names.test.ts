import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { observeImageNames, observeImagesOf } from "../../src/artefacts/index.ts";
import { known } from "../../src/engine/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import { archiveOf } from "../contract/host-archives.ts";

const PATH = "/srv/images.tar";
const LAYER = { name: "blobs/sha256/00", content: Buffer.alloc(70_001, 1) };
const named = (content: Uint8Array) =>
  observeImageNames(createMemoryHost({ files: { [PATH]: content } }), PATH);
const manifest = JSON.stringify([
  { RepoTags: ["registry.k8s.io/pause:3.10", "pause:any"], Layers: [] },
  { RepoTags: null },
]);
const index = JSON.stringify({
  manifests: [
    {
      annotations: {
        "io.containerd.image.name": "registry.k8s.io/etcd:3.6",
        "org.opencontainers.image.ref.name": "3.6",
      },
    },
    { annotations: { "org.opencontainers.image.ref.name": "docker.io/library/a:1" } },
    {},
  ],
});

test("the images of an archive are told by its list, wherever in it that is", async () => {
  const other = { ...LAYER, name: "blobs/sha256/01" };
  const docker = await archiveOf([LAYER, { name: "manifest.json", content: manifest }, other]);
  const listed = (...names: readonly string[]) => known({ is: "listed", names });
  const both = listed("registry.k8s.io/pause:3.10", "pause:any");
  assert.deepEqual(await named(docker), both);
  assert.deepEqual(await named(gzipSync(docker)), both);
  assert.deepEqual(await named(zstdCompressSync(docker)), both);
  const oci = await archiveOf([{ name: "./index.json", content: index }, LAYER]);
  assert.deepEqual(await named(oci), listed("registry.k8s.io/etcd:3.6", "docker.io/library/a:1"));
  const two = await archiveOf([
    { name: "index.json", content: index },
    { name: "manifest.json", content: manifest },
  ]);
  assert.deepEqual(await named(two), both);
  assert.deepEqual(await named(zstdCompressSync(two)), both);
});

test("a layer that is there twice, by a link, is no reason to refuse an archive that only is looked at", async () => {
  const link = { name: "00/layer.tar", type: "symlink", linkname: "../01/layer.tar" } as const;
  const docker = await archiveOf([LAYER, link, { name: "manifest.json", content: manifest }]);
  assert.equal((await named(gzipSync(docker))).is, "known");
});

/** An entry whose header claims 100 GB. */
async function bomb(): Promise<Uint8Array> {
  const tar = await archiveOf([{ name: "layer.tar", content: "x" }]);
  tar.set([0x80, 0, 0, 0, 0, 0, 0, 0x17, 0x48, 0x76, 0xe8, 0], 124);
  tar.fill(0x20, 148, 156);
  const sum = tar.subarray(0, 512).reduce((all, byte) => all + byte, 0);
  tar.set(Buffer.from(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
  return gzipSync(tar);
}

const HOSTILE: readonly [string, () => Promise<Uint8Array>, string, RegExp][] = [
  [
    "a name that leads out of it",
    async () => gzipSync(await archiveOf([{ name: "../../etc/passwd", content: "x" }])),
    "ARCHIVE_UNSAFE",
    /leads out of the folder/,
  ],
  ["one that claims more than any disk", bomb, "ARCHIVE_UNSAFE", /needs more than/],
  [
    "one that is cut off",
    async () => zstdCompressSync(await archiveOf([LAYER])).subarray(0, -20),
    "ARCHIVE_DAMAGED",
    /cannot be read to its end/,
  ],
  [
    "one that only begins like one",
    async () => new Uint8Array([0x1f, 0x8b, 0x08, 0, 1, 2, 3]),
    "ARCHIVE_DAMAGED",
    /cannot be read to its end/,
  ],
];
for (const [title, make, code, why] of HOSTILE)
  test(`an archive of images is refused, with the reason: ${title}`, async () => {
    const list = await named(await make());
    assert.ok(list.is === "known" && list.value.is === "refused");
    assert.equal(list.value.code, code);
    assert.match(list.value.why, why);
  });

test("what was read once is known by its digest, and what could not be read is asked again", async () => {
  const docker = await archiveOf([{ name: "manifest.json", content: manifest }]);
  const archive = { path: PATH, sha256: "of the test that reads once" };
  const without = createMemoryHost({});
  assert.deepEqual(await observeImagesOf(without, archive), { is: "absent" });
  const host = createMemoryHost({ files: { [PATH]: gzipSync(docker) } });
  const first = await observeImagesOf(host, archive);
  assert.equal(first.is, "known");
  await host.files.remove(PATH);
  assert.deepEqual(await observeImagesOf(host, archive), first);
});

test("of an archive without a list, and of none at all, nothing is claimed", async () => {
  assert.deepEqual(await named(await archiveOf([LAYER])), { is: "absent" });
  assert.deepEqual(await named(gzipSync(await archiveOf([LAYER]))), { is: "absent" });
  assert.deepEqual(await observeImageNames(createMemoryHost({}), PATH), { is: "absent" });
  const broken = await archiveOf([{ name: "manifest.json", content: "[{" }]);
  assert.equal((await named(broken)).is, "unknown");
});
