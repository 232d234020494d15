import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { zstdCompressSync } from "node:zlib";
import { standInArtefacts } from "../../src/distributions/k3s/stand-in/index.ts";
import { archiveOf } from "../contract/host-archives.ts";
import { openTestRehearsal } from "../support/rehearsal.ts";

test("an archive that is imported is offered to found a cluster from", async (t) => {
  const { client, stateDir, until } = await openTestRehearsal(t);
  const files = standInArtefacts({ version: "1.34.1+k3s1", architecture: "amd64" });
  const entries = Object.entries(files).map(([name, { content, mode }]) => ({
    ...{ name: `k3s/${name}`, content, mode },
  }));
  const archive = zstdCompressSync(await archiveOf(entries));
  const stick = join(stateDir, "sandbox/media/stick");
  await mkdir(stick, { recursive: true });
  await writeFile(join(stick, "site7.tar.zst"), archive);
  const sha256 = createHash("sha256").update(archive).digest("hex");
  const params = { from: "/media/stick/site7.tar.zst", sha256 };
  const command = { do: "plan-operation", operation: "import-content", params } as const;
  const planned = await client.send(command);
  assert.ok(planned.is === "planned", JSON.stringify(planned));
  assert.deepEqual(planned.plan.plan.blocked, []);
  const { hash } = planned.plan.plan;
  assert.equal((await client.send({ do: "approve", hash })).is, "run");
  const ended = await until("the import to end", ({ run }) => run?.endedMs != null);
  assert.equal(ended.run?.state, "succeeded", ended.run?.message);
  const folder = "/opt/bringup/content/site7/k3s";
  const { offers } = await until(
    "it to be offered",
    (now) => now.offers?.found.some(({ directory }) => directory === folder) === true,
  );
  assert.equal(offers?.found.find((one) => one.directory === folder)?.version, "1.34.1+k3s1");
  const left = await readdir(join(stateDir, "sandbox/opt/bringup/content"));
  assert.deepEqual(left, ["site7"]);
});
