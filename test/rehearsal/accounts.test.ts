import assert from "node:assert/strict";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createRootHost } from "../../src/host/index.ts";
import { ACCOUNT_COMMANDS } from "../../src/rehearsal/accounts.ts";
import { removeTree } from "../support/remove-tree.ts";

test("an account that is made in a rehearsal is in the files of the sandbox, and goes again", async (t) => {
  const root = await mkdtemp(join(tmpdir(), "bringup-accounts-"));
  t.after(() => removeTree(root));
  const host = createRootHost({ root, allowExec: true, commands: ACCOUNT_COMMANDS });
  const run = (...argv: [string, ...string[]]) => host.exec(argv, { timeoutMs: 10_000 });
  await run("groupadd", "--system", "etcd");
  await run("useradd", "--system", "--gid", "etcd", "etcd");
  assert.match((await host.files.readText("/etc/passwd")) ?? "", /^etcd:x:998:998::/m);
  assert.match((await host.files.readText("/etc/group")) ?? "", /^etcd:x:998:$/m);
  await run("userdel", "etcd");
  await run("groupdel", "etcd");
  assert.equal(await host.files.readText("/etc/passwd"), "");
  assert.equal(await host.files.readText("/etc/group"), "");
});
