import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { processIdentity } from "../../src/host/index.ts";
import { acquireHostLock } from "../../src/store/index.ts";
import { BUNDLE, createAgentBench } from "../support/agent-process.ts";
import { removeTree } from "../support/remove-tree.ts";

async function folder(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "bringup-looking-"));
  t.after(() => removeTree(dir));
  return dir;
}

function bringup(...args: readonly string[]): Promise<{ code: unknown; stdout: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [BUNDLE, ...args], (_error, stdout) =>
      resolve({ code: child.exitCode, stdout }),
    );
  });
}

/** Takes the host as a command in another terminal would. */
function holdHost(stateDir: string) {
  const self = processIdentity();
  assert.ok(self);
  const lock = acquireHostLock(stateDir, self, () => true);
  if (lock.is !== "held") assert.fail("the lock is free");
  return lock;
}

test("looking needs no lock: it answers while another holds the host", async (t) => {
  const root = await folder(t);
  const stateDir = await folder(t);
  const target = ["--root", root, "--state-dir", stateDir];
  const document = join(root, "host.yaml");
  await writeFile(
    document,
    "apiVersion: bringup/v1alpha1\nkind: EdgeHost\nspec:\n  host:\n    hostname: edge1\n",
  );
  const lock = holdHost(stateDir);
  for (const command of [
    ["status"],
    ["log"],
    ["export"],
    ["run", "list"],
    ["plan", "-f", document],
  ]) {
    const { code, stdout } = await bringup(...command, ...target);
    assert.equal(code, 0, `${command.join(" ")}: ${stdout}`);
  }
  assert.equal((await bringup("converge", ...target)).code, 4, "who acts needs the host");
  lock.release();
});

test("looking writes no store and goes on with no run", async (t) => {
  const root = await folder(t);
  const stateDir = await folder(t);
  const { code } = await bringup("status", "--root", root, "--state-dir", stateDir);
  assert.equal(code, 0);
  const kept = await readdir(stateDir);
  assert.deepEqual(
    kept.filter((name) => name.startsWith("store")),
    [],
  );
});

test("an agent waits for a command that holds the host, and then serves", async (t) => {
  const bench = await createAgentBench(t);
  const lock = holdHost(bench.stateDir);
  const agent = bench.cli("agent");
  let said = "";
  agent.stdout?.on("data", (chunk) => {
    said += chunk;
    // Whatever it does next, it waits first.
    lock.release();
  });
  const client = await bench.connect();
  assert.match(said, /another bringup holds this host, process \d+: waiting until it is done/);
  assert.equal(client.snapshot().engine.mode, "rehearsal");
});

test("an agent does not wait for another agent", async (t) => {
  const bench = await createAgentBench(t);
  await bench.start();
  const second = bench.cli("agent");
  const code = await new Promise((resolve) => second.once("exit", resolve));
  assert.equal(code, 4);
});
