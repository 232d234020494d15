import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openHost } from "../../src/agent/open-host.ts";
import { createInProcessClient } from "../../src/session/index.ts";
import { ACTOR, untilSo } from "../support/rehearsal.ts";
import { removeTree } from "../support/remove-tree.ts";

const DOCUMENT = `apiVersion: bringup/v1alpha1
kind: EdgeHost
spec:
  host:
    hostname: rack12-edge1
  time:
    ntpServers: [192.0.2.1]
`;

test("a directory is prepared as an image: files and links, nothing that needs a kernel", async (t) => {
  const root = await mkdtemp(join(tmpdir(), "bringup-image-"));
  const unit = join(root, "usr/lib/systemd/system/systemd-timesyncd.service");
  await mkdir(join(root, "etc"), { recursive: true });
  await mkdir(join(unit, ".."), { recursive: true });
  await writeFile(unit, "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=sysinit.target\n");
  await writeFile(join(root, "etc/hostname"), "localhost\n");
  const opened = await openHost({ root, version: "test" });
  await opened.service.start();
  const client = createInProcessClient(opened.service, ACTOR);
  t.after(async () => {
    await client.close();
    await opened.close();
    await removeTree(root);
  });
  const planned = await client.send({ do: "plan", documentText: DOCUMENT });
  if (planned.is !== "planned") assert.fail(JSON.stringify(planned));
  assert.deepEqual(planned.plan.plan.blocked, []);
  const answer = await client.send({ do: "approve", hash: planned.plan.plan.hash });
  assert.equal(answer.is, "run", JSON.stringify(answer));
  const { run } = await untilSo(client, "the run to end", (now) => now.run?.endedMs != null);
  assert.equal(run?.state, "succeeded", run?.message);
  assert.equal(await readFile(join(root, "etc/hostname"), "utf8"), "rack12-edge1\n");
  const ntp = await readFile(join(root, "etc/systemd/timesyncd.conf.d/90-bringup.conf"), "utf8");
  assert.match(ntp, /^NTP=192\.0\.2\.1$/m);
  const again = await client.send({ do: "plan", documentText: DOCUMENT });
  assert.deepEqual(again.is === "planned" && again.plan.plan.steps, []);
});
