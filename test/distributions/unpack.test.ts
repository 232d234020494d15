import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { readTarGz, type TarFile } from "../../src/distributions/shared/read-tar.ts";
import { unpackHandler, unpackStep } from "../../src/distributions/shared/unpack-step.ts";
import { tarOf } from "../../src/distributions/stand-in/tar.ts";
import { digestOf } from "../../src/engine/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import { handlerContract } from "../contract/handlers.ts";

const LIMITS = { maxBytes: 10_000, maxFiles: 5 };
const BLOCK = 512;

async function unpacked(bytes: Uint8Array): Promise<readonly TarFile[]> {
  const files: TarFile[] = [];
  for await (const file of readTarGz(bytes, LIMITS)) files.push(file);
  return files;
}

/** One header of an archive with some of its bytes changed, and its sum made right again. */
function forged(change: (header: Buffer) => void): Uint8Array {
  const tar = Buffer.from(tarOf({ "bin/x": "hello" }));
  change(tar.subarray(0, BLOCK));
  tar.write("        ", 148, "latin1");
  const sum = tar.subarray(0, BLOCK).reduce((total, byte) => total + byte, 0);
  tar.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return gzipSync(tar);
}

function named(name: string): Uint8Array {
  return forged((header) => header.fill(0, 0, 100).write(name, 0, "latin1"));
}

function typed(type: string): Uint8Array {
  return forged((header) => header.write(type, 156, "latin1"));
}

const HOSTILE: Readonly<Record<string, readonly [bytes: Uint8Array, why: RegExp]>> = {
  "a name that climbs out": [named("../etc/shadow"), /the name "\.\.\/etc\/shadow"/],
  "a name that climbs out in the middle": [named("bin/../../etc/x"), /is not allowed/],
  "a name from the root": [named("/etc/shadow"), /is not allowed/],
  "a name that ends a line": [named("bin/x\ny"), /is not allowed/],
  "a symbolic link": [typed("2"), /bin\/x in it is no plain file/],
  "a hard link": [typed("1"), /no plain file/],
  "a device": [typed("3"), /no plain file/],
  "a wrong sum": [
    gzipSync(Buffer.from(tarOf({ "bin/x": "hello" })).fill("y", 0, 1)),
    /the sum of a header/,
  ],
  "an end in the middle": [
    gzipSync(tarOf({ "bin/x": "hello" }).subarray(0, BLOCK + 10)),
    /too early/,
  ],
  "a cut-off stream": [gzipSync(tarOf({ "bin/x": "hello" })).subarray(0, 40), /damaged or cut off/],
  "something else than an archive": [new TextEncoder().encode("<html>"), /damaged or cut off/],
  "more than it may hold": [gzipSync(tarOf({ "bin/x": "y".repeat(20_000) })), /far too much/],
  "more files than it may hold": [
    gzipSync(tarOf(Object.fromEntries([..."abcdefg"].map((name) => [name, ""])))),
    /far too much/,
  ],
};

for (const [title, [bytes, why]] of Object.entries(HOSTILE))
  test(`an archive is refused as a whole: ${title}`, async () => {
    await assert.rejects(unpacked(bytes), { code: "ARTEFACT_CORRUPT", message: why });
  });

test("plain files come with name, mode and content; folders and ./ are passed over", async () => {
  const tar = tarOf({ "./bin/tool": { content: "#!/bin/sh\n", mode: 0o755 }, "share/text": "x" });
  const files = await unpacked(gzipSync(tar));
  assert.deepEqual(
    files.map(({ name, mode, content }) => [name, mode, Buffer.from(content).toString()]),
    [
      ["bin/tool", 0o755, "#!/bin/sh\n"],
      ["share/text", 0o644, "x"],
    ],
  );
});

const ARCHIVE = gzipSync(
  tarOf({ "bin/tool": { content: "new", mode: 0o755 }, "share/tool/text": "text" }),
);
const PLACE = { into: "/usr/local", record: "/var/lib/tool/unpacked.json" };

function stepFor(content: Uint8Array) {
  const artefact = { name: "tool.tar.gz", path: "/srv/tool.tar.gz", sizeBytes: content.length };
  return unpackStep("tool", { ...artefact, sha256: digestOf(content) }, PLACE);
}

handlerContract({
  title: "an archive over an older program",
  handler: unpackHandler("tool"),
  step: stepFor(ARCHIVE),
  host: () =>
    createMemoryHost({
      files: {
        "/srv/tool.tar.gz": { content: ARCHIVE, mode: 0o644 },
        "/usr/local/bin/tool": { content: "old", mode: 0o755 },
        "/var/lib/tool/": "",
      },
    }),
});
