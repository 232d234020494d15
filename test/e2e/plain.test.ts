import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { BUNDLE } from "../support/agent-process.ts";
import { approveAsOnAPhone } from "../support/phone.ts";
import { type PlainRun, talkOverPipe, talkOverPty } from "../support/plain-talk.ts";
import { removeTree } from "../support/remove-tree.ts";

const ENV = { PATH: process.env.PATH, HOME: process.env.HOME, BRINGUP_STAND_IN_PACE: "0" };

async function practiceHost(t: TestContext) {
  const stateDir = await mkdtemp(join(tmpdir(), "bringup-plain-"));
  const here = ["--rehearse", "--state-dir", stateDir];
  const cli = (...args: string[]) =>
    spawnSync(process.execPath, [BUNDLE, ...args, ...here], { env: ENV, encoding: "utf8" });
  t.after(async () => {
    cli("agent", "--stop");
    await removeTree(stateDir);
  });
  return { stateDir, here, cli };
}

/** From bare host to a running cluster, with nothing but lines. */
async function walk(run: PlainRun, stateDir: string): Promise<void> {
  await run.answer("Where to", "checks");
  assert.match(await run.answer("Checks:", "back"), /\d+ passed/);

  await run.answer("Where to", "3");
  await run.answer("Settings, 0 edited", "1");
  await run.answer("Host name", "not a name!");
  assert.match(await run.answer("Host name", "rack12-edge1"), /Host name must/);
  await run.answer(/Settings, 1 edited.*\[preview\]/);
  assert.match(await run.answer("Type yes to apply this plan, or diff", "yes"), /rack12-edge1/);
  await run.said("Run succeeded");

  await run.answer("Where to", "registration");
  await run.answer("Way to register", "qr");
  await run.answer("Address of the management plane");
  const asked = await run.said(/Code +[A-Z]{4}-[A-Z]{4}/);
  await approveAsOnAPhone(stateDir, /Code +([A-Z]{4}-[A-Z]{4})/.exec(asked)?.[1] ?? "");
  await run.answer("Registration is active", "back");

  await run.answer("Where to", "5");
  await run.answer("Fill it into the form [1 Yes]");
  await run.answer("Cluster, 4 edited", "1");
  await run.answer("Cluster name", "rack12");
  await run.answer(/Cluster, 5 edited.*\[preview\]/);
  await run.answer("Type yes to apply this plan, or diff", "yes");
  await run.said("Run succeeded");

  await run.answer("Where to", "status");
  assert.match(await statusOnceReady(run), /Node rack12-edge1, this host: Ready/);
}

/** A node waits for its network for a moment after the run, and the status says so until then. */
async function statusOnceReady(run: PlainRun): Promise<string> {
  const deadlineMs = Date.now() + 60_000;
  for (;;) {
    const status = await run.answer("Status:", "again");
    if (/Ready: good/.test(status)) {
      await run.answer("Status:", "back");
      return status;
    }
    assert.ok(Date.now() < deadlineMs, `not ready in time:\n${status}`);
  }
}

/** What the terminal itself shows of Ctrl-C may stand before a line that is being printed. */
const ECHO = /\^C/g;

function isPlain(transcript: string): void {
  assert.match(transcript, /^[\r\n -~]+$/);
  const long = transcript
    .replace(ECHO, "")
    .split(/\r?\n/)
    .filter((line) => line.length > 79);
  assert.deepEqual(long, []);
}

test("the whole walk over a pipe, and what came of it is one document", async (t) => {
  const { stateDir, here, cli } = await practiceHost(t);
  const argv = [process.execPath, BUNDLE, "--plain", ...here] as const;
  const run = talkOverPipe({ argv: [...argv], env: ENV });
  t.after(run.close);
  await walk(run, stateDir);
  run.endInput();
  assert.equal(await run.exited, 0, run.transcript());
  assert.match(run.transcript(), /The input has ended\. Nothing is left undone\.\n$/);
  isPlain(run.transcript());

  const path = join(stateDir, "exported.yaml");
  await writeFile(path, cli("export").stdout);
  const applied = cli("apply", "-f", path);
  assert.equal(applied.status, 0, applied.stdout + applied.stderr);
  assert.match(applied.stdout, /Nothing to do/);
});

/** Ends as the program does, and says then how it left the terminal. */
const THEN_TELL = 'trap : INT; "$0" "$@"; echo "code=$?"; stty -a; echo told';

async function toTokenPrompt(run: PlainRun): Promise<void> {
  await run.answer("Where to", "registration");
  await run.answer("Way to register", "token");
  await run.answer("Address of the management plane");
  await run.said("Registration token, not shown while you type: ");
}

async function endedAsBefore(run: PlainRun): Promise<void> {
  const told = await run.said(/told\r?\n$/);
  assert.match(told, /code=130\r?\n/);
  assert.match(told, /\sicanon\s/);
  assert.match(told, /\secho\s/);
  isPlain(run.transcript());
}

test("a dumb terminal is asked in lines, a token is not shown there, and the terminal is given back", async (t) => {
  const { here } = await practiceHost(t);
  const open = () => {
    const argv = ["sh", "-c", THEN_TELL, process.execPath, BUNDLE, ...here] as const;
    const run = talkOverPty({ argv: [...argv], env: { ...ENV, TERM: "dumb" } });
    t.after(run.close);
    return run;
  };
  const first = open();
  await first.said("TERM is dumb, so this is plain mode");
  await toTokenPrompt(first);
  first.interrupt();
  await first.said("Back at the menu. Ctrl-C again leaves.");
  await toTokenPrompt(first);
  first.type("practice-expired\n");
  await first.answer("Registration is blocked", "back");
  await first.answer("Where to", "overview");
  await first.said(/^overview\r\n/);
  assert.doesNotMatch(first.transcript(), /practice-expired/);
  first.interrupt();
  await first.said("Back at the menu. Ctrl-C again leaves.");
  first.interrupt();
  await endedAsBefore(first);

  const second = open();
  await second.answer("Where to", "4");
  await second.answer("Registration is blocked", "change");
  await second.answer("Way to register", "token");
  await second.answer("Address of the management plane");
  await second.said("Registration token, not shown while you type: ");
  process.kill(second.child(), "SIGTERM");
  await endedAsBefore(second);
});
