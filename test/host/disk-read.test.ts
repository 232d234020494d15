import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createRootHost } from "../../src/host/index.ts";

test("a limit far beyond a file takes no memory for it, and a part is exactly that part", async (t) => {
  const root = await mkdtemp(join(tmpdir(), "bringup-read-"));
  t.after(() => rm(root, { recursive: true, force: true }));
  await mkdir(join(root, "etc"));
  const content = Buffer.from(Array.from({ length: 100_000 }, (_, at) => at % 251));
  await writeFile(join(root, "etc/file"), content);
  const { files } = createRootHost({ root, passthrough: ["/proc/self"] });
  const read = async (path: string, options: { maxBytes: number; fromByte?: number }) => {
    const bytes = await files.read(path, options);
    return bytes && Buffer.from(bytes);
  };
  const all = { maxBytes: Number.MAX_SAFE_INTEGER };
  assert.deepEqual(await read("/etc/file", all), content);
  for (const [fromByte, maxBytes] of [
    ...([0, 70_001, 100_000] as const).map((from) => [from, 65_537] as const),
    ...([0, 1, 16_384, 16_385, 100_000] as const).map((most) => [0, most] as const),
  ])
    assert.deepEqual(
      await read("/etc/file", { fromByte, maxBytes }),
      content.subarray(fromByte, fromByte + maxBytes),
    );
  assert.match(String(await read("/proc/self/status", all)), /^Name:[\s\S]+nonvoluntary_ctxt/m);
});
