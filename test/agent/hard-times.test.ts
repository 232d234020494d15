import assert from "node:assert/strict";
import { type ChildProcess, execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import type { Answer, EngineClient } from "../../src/session/index.ts";
import { loadHostKey, openSecretVault, openStore } from "../../src/store/index.ts";
import { BUNDLE, createAgentBench, stopped } from "../support/agent-process.ts";
import { PRACTICE_DOCUMENT } from "../support/practice-document.ts";
import { openTestRehearsal, type TestRehearsal } from "../support/rehearsal.ts";
import { removeTree } from "../support/remove-tree.ts";
import { smallDisk } from "../support/small-disk.ts";

const SETTINGS = PRACTICE_DOCUMENT.replace(/ {2}time:[\s\S]*/, "");

interface Printed {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program that ships, on a state directory whose agent is alive. */
function cli(stateDir: string, ...args: readonly string[]): Promise<Printed> {
  const all = [BUNDLE, ...args, "--rehearse", "--state-dir", stateDir];
  return new Promise((resolve) => {
    const child: ChildProcess = execFile(process.execPath, all, (_error, stdout, stderr) =>
      resolve({ exitCode: child.exitCode, stdout, stderr }),
    );
  });
}

async function approve(client: EngineClient, text: string): Promise<Answer> {
  const planned = await client.send({ do: "plan", documentText: text });
  if (planned.is !== "planned") return planned;
  return await client.send({ do: "approve", hash: planned.plan.plan.hash });
}

function codeOf(answer: Answer): string {
  return answer.is === "refused" ? answer.error.code : answer.is;
}

/** A state directory with a run in mid-way and a secret of it, as a newer version would leave it. */
async function leftByNewerVersion(t: TestContext): Promise<{ dir: string; id: string }> {
  const dir = await mkdtemp(join(tmpdir(), "bringup-newer-"));
  t.after(() => removeTree(dir));
  const rehearsal = await openTestRehearsal(t, dir);
  const answer = await approve(rehearsal.client, SETTINGS);
  if (answer.is !== "run") assert.fail(JSON.stringify(answer));
  await rehearsal.stop();
  openSecretVault(dir, loadHostKey(dir)).put("proxy", "of the newer version");
  const db = new DatabaseSync(join(dir, "store.db"));
  db.exec("UPDATE meta SET value = 99 WHERE key IN ('version', 'min_reader')");
  db.close();
  return { dir, id: answer.run.id };
}

test("a store of a newer version: everything can be looked at, nothing changed, and it says why", async (t) => {
  const { dir, id } = await leftByNewerVersion(t);
  const before = openStore(dir, { mode: "read" });
  const records = before.journal.records(id);
  before.close();
  const bench = await createAgentBench(t, "0", dir);
  const agent = await bench.start();
  const document = join(dir, "asked.yaml");
  await writeFile(document, SETTINGS);
  const [status, plan, apply, register] = [
    await cli(dir, "status"),
    await cli(dir, "plan", "-f", document),
    await cli(dir, "apply", "-f", document, "--yes"),
    await cli(dir, "register", "--method", "qr"),
  ];
  assert.match(status.stdout, /read-only: written by a newer bringup \(format 99/);
  assert.deepEqual(
    [status.exitCode === 70, plan.exitCode, apply.exitCode, register.exitCode],
    [false, 0, 4, 4],
  );
  assert.match(apply.stderr, /STORE_READ_ONLY/);
  assert.match(register.stderr, /STORE_READ_ONLY/);
  const client = await bench.connect();
  for (const command of [{ do: "resume" }, { do: "cancel", undo: true }] as const)
    assert.equal(codeOf(await client.send(command)), "STORE_READ_ONLY", command.do);
  await stopped(agent);
  const after = openStore(dir, { mode: "read" });
  assert.deepEqual(after.journal.records(id), records, "its run was not touched");
  after.close();
  assert.equal(await readFile(join(dir, "secrets/proxy"), "utf8"), "of the newer version");
});

test("a damaged store is set aside and said; the host is looked at, and work goes on", async (t) => {
  const dir = await mkdtemp(join(tmpdir(), "bringup-damaged-"));
  t.after(() => removeTree(dir));
  const first = await openTestRehearsal(t, dir);
  await approve(first.client, SETTINGS);
  await first.until("the run to end", ({ run }) => run?.endedMs != null);
  await first.stop();
  await writeFile(join(dir, "store.db"), Buffer.alloc(65536, "garbage"));
  const bench = await createAgentBench(t, "0", dir);
  await bench.start();
  const log = await cli(dir, "log");
  assert.equal(log.exitCode, 0);
  assert.match(log.stdout, /was damaged .* set aside/);
  assert.ok((await readdir(dir)).some((name) => name.startsWith("store.db.corrupt-")));
  const document = join(dir, "asked.yaml");
  await writeFile(document, SETTINGS);
  const again = await cli(dir, "apply", "-f", document, "--yes");
  assert.equal(again.exitCode, 0, again.stderr);
  assert.match(again.stdout, /0 steps/, "what was done before is found on the host");
});

function onFullDisk(title: string, run: (disk: FullDisk, t: TestContext) => Promise<void>): void {
  test(title, async (t) => {
    const disk = smallDisk(t, 96);
    if (disk === undefined) return t.skip("NOT TESTED HERE: mounting a small disk needs root");
    const rehearsal = await openTestRehearsal(t, disk.dir);
    await rehearsal.until("the checks to be done", ({ checks }) => checks.state === "finished");
    await run({ ...disk, rehearsal }, t);
    await rehearsal.stop();
  });
}

interface FullDisk {
  readonly rehearsal: TestRehearsal;
  readonly dir: string;
  fill(): void;
  makeRoom(): void;
}

onFullDisk(
  "on a full disk nothing begins, looking goes on, and with room it begins",
  async (disk) => {
    const { client, until } = disk.rehearsal;
    disk.fill();
    const refused = await approve(client, SETTINGS);
    assert.ok(["DISK_FULL", "STORE_READ_ONLY"].includes(codeOf(refused)), JSON.stringify(refused));
    assert.equal((await client.send({ do: "list-runs" })).is, "runs");
    assert.equal((await client.send({ do: "refresh" })).is, "ok");
    disk.makeRoom();
    assert.equal(codeOf(await approve(client, SETTINGS)), "run");
    const { run } = await until("the run to end", (now) => now.run?.endedMs != null);
    assert.equal(run?.state, "succeeded", run?.message);
  },
);

onFullDisk(
  "a disk that fills up in mid-run pauses it in words, and it goes on when there is room",
  async (disk) => {
    const { client, until } = disk.rehearsal;
    assert.equal(codeOf(await approve(client, PRACTICE_DOCUMENT)), "run");
    await until("the first step", ({ run }) => run?.steps[0]?.state === "done");
    disk.fill();
    const { run } = await until("the run to be paused", (now) => now.run?.state === "paused");
    assert.match(run?.message ?? "", /full|no room|no space|0 B free/i);
    disk.makeRoom();
    assert.equal(codeOf(await client.send({ do: "resume" })), "run");
    const ended = await until("the run to end", (now) => now.run?.endedMs != null);
    assert.equal(ended.run?.state, "succeeded", ended.run?.message);
  },
);
