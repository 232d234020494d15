import assert from "node:assert/strict";
import { test } from "node:test";
import {
  approveRun,
  consequencesOf,
  driveRun,
  makePlan,
  type RunHandle,
} from "../../../src/engine/index.ts";
import { removeUnits } from "../../../src/network/try/arm.ts";
import { decide, extend } from "../../../src/network/try/decide.ts";
import type { ProofRung } from "../../../src/network/try/prove.ts";
import { networkTry } from "../../../src/network/try/step.ts";
import { readTrial } from "../../../src/network/try/trial.ts";
import { strideOf } from "../../support/every-cut.ts";
import { createTestJournal, type TestJournal } from "../../support/journal.ts";
import { cutPowerAt, untilCut } from "../../support/power-cuts.ts";
import { CHANGE, createTryLab, FOLDER, LAN, STEP, type TryLab, VLAN } from "./memory-lab.ts";

const ACTOR = { user: "ada", from: "tty1" };
/** All of them, as before a release: `EVERY_CUT=1`. */
const STRIDE = strideOf({ usual: 17, many: 3 });

async function approve({ parts }: TryLab, journal: TestJournal): Promise<string> {
  const { signal } = new AbortController();
  const candidate = await parts.candidate(signal);
  const goal = { do: "converge" } as const;
  const plan = await makePlan({ ...parts, goal, generation: 1, candidate, signal });
  return approveRun(journal, { plan, actor: ACTOR, documentText: "" });
}

async function begin(lab: TryLab): Promise<{ journal: TestJournal; run: RunHandle }> {
  const journal = createTestJournal();
  const run = driveRun({ ...lab.parts, journal }, await approve(lab, journal));
  return { journal, run };
}

const rung = (id: string, verdict: ProofRung["verdict"]): ProofRung => ({
  id,
  verdict,
  evidence: `${id} ${verdict}`,
});

/** Lets the run go on until the trial looks as wanted. */
async function until(lab: TryLab, state: string): Promise<void> {
  for (let turn = 0; turn < 5000; turn++) {
    if ((await readTrial(lab.host, FOLDER))?.state === state) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.fail(`the trial never was ${state}`);
}

test("confirmed it stays, and the run ends well", async () => {
  const lab = createTryLab({ confirms: true });
  const { run } = await begin(lab);
  const end = await run.settled;
  assert.equal(end.state, "succeeded");
  assert.deepEqual(
    [lab.kernel(), lab.host.text(LAN), lab.host.text(VLAN)],
    ["10.0.0.9/24", "10.0.0.9/24", "10.9.9.9/24"],
  );
  assert.deepEqual(
    lab.host.paths().filter((path) => /bringup-network|former/.test(path)),
    [],
    "nothing of the try is left but its record",
  );
});

test("not confirmed it goes back, the run says so and does not begin again by itself", async () => {
  const lab = createTryLab();
  const first = lab.state();
  const { run, journal } = await begin(lab);
  const end = await run.settled;
  assert.equal(end.state, "paused");
  assert.equal(end.steps[0]?.error?.code, "NETWORK_REVERTED");
  assert.match(end.message, /not confirmed in time; the host is as before, read back/);
  assert.deepEqual(lab.state(), first);
  assert.equal(journal.all.filter(({ type }) => type === "step-started").length, 1);
});

test("a person may try again, and that is a new try", async () => {
  let isConfirmed = false;
  const lab = createTryLab({
    get confirms() {
      return isConfirmed;
    },
  });
  const { run, journal } = await begin(lab);
  await run.settled;
  isConfirmed = true;
  journal.append(run.id, { type: "run-resumed", actor: ACTOR });
  const end = await driveRun({ ...lab.parts, journal }, run.id).settled;
  assert.equal(end.state, "succeeded");
  assert.equal(lab.kernel(), "10.0.0.9/24");
});

test("a command that fails is not waited out: the former settings come back at once", async () => {
  let calls = 0;
  const lab = createTryLab({ reload: () => (calls++ === 0 ? 4 : 0) });
  const first = lab.state();
  const startedMs = lab.host.clock.monotonicMs();
  const end = await (await begin(lab)).run.settled;
  assert.match(end.message, /netd reload: exit code 4, netd: no; the host is as before/);
  assert.deepEqual(lab.state(), first);
  assert.ok(lab.host.clock.monotonicMs() - startedMs < 10_000);
});

test("worse than before it goes back; what never worked may go on failing", async () => {
  const looks = [
    [rung("gateway", "ok"), rung("dns", "fail")],
    [rung("gateway", "fail"), rung("dns", "fail")],
  ];
  let look = 0;
  const lab = createTryLab({ prove: async () => looks[Math.min(look++, 1)] ?? [] });
  const first = lab.state();
  const end = await (await begin(lab)).run.settled;
  assert.match(end.message, /gateway fail; the host is as before/);
  assert.deepEqual(lab.state(), first);

  const still = createTryLab({ confirms: true, prove: async () => [rung("dns", "fail")] });
  assert.equal((await (await begin(still)).run.settled).state, "succeeded");
});

test("a link that is emptied or taken away on purpose may be without address and carrier", async () => {
  const emptied = { link: "eth1", was: ["10.1.0.2/24"], now: [] };
  const change = { ...CHANGE, ends: [...(CHANGE.ends ?? []), emptied] };
  const step = networkTry({ id: "network.eth1", title: "eth1 is emptied", change, folder: FOLDER });
  let look = 0;
  const prove = async () => {
    const verdict = look++ === 0 ? "ok" : "fail";
    return [rung("link eth1", verdict), rung("address eth1", verdict)];
  };
  const { run } = await begin(createTryLab({ confirms: true, prove, step }));
  assert.equal((await run.settled).state, "succeeded");
});

test("asked for without proof nothing but the time brings it back, and nobody is asked anything", async () => {
  const unproved = networkTry({ ...STEP.params, ...STEP, withoutProof: true });
  assert.deepEqual(
    [unproved.title, unproved.mark],
    ["eth0: 10.0.0.2/24 becomes 10.0.0.9/24, without proof", "UNPROVED"],
  );
  const prove = async () => [rung("gateway", "fail")];
  const kept = createTryLab({ confirms: true, prove, step: unproved });
  assert.equal((await (await begin(kept)).run.settled).state, "succeeded");
  assert.equal(kept.kernel(), "10.0.0.9/24");

  const alone = createTryLab({ prove, step: unproved });
  const first = alone.state();
  const end = await (await begin(alone)).run.settled;
  assert.match(end.message, /not confirmed in time; the host is as before, read back/);
  assert.deepEqual(alone.state(), first);
});

test("a first look that still meets the former links proves nothing", async () => {
  // Before, then once more as before, then what the change has made of it.
  const looks = [[rung("gateway", "ok")], [rung("gateway", "ok")], [rung("gateway", "fail")]];
  let look = 0;
  const lab = createTryLab({ prove: async () => looks[Math.min(look++, 2)] ?? [] });
  const end = await (await begin(lab)).run.settled;
  assert.match(end.message, /gateway fail; the host is as before/);
});

test("the way back that does not bring all back says what is missing", async () => {
  const lab = createTryLab({ reload: () => 1 });
  const { run } = await begin(lab);
  await until(lab, "reverted");
  const outcome = `is=reverted\nwhy=asked for\nfiles=equal\nkernel=differ\n`;
  lab.host.put(`${FOLDER}/outcome`, outcome);
  lab.host.put(`${FOLDER}/differs`, "- route eth0 default via 10.0.0.1\n");
  const end = await run.settled;
  assert.match(end.message, /not all is as before: - route eth0 default via 10.0.0.1/);
});

test("two times what applying took is the least one is given, and more on request", async () => {
  const lab = createTryLab({
    reload: () => {
      lab.host.manualClock?.advance(100_000);
      return 0;
    },
  });
  const { run } = await begin(lab);
  await until(lab, "applied");
  const trial = await readTrial(lab.host, FOLDER);
  assert.ok((trial?.leftSeconds ?? 0) > 150, `${trial?.leftSeconds} s left`);
  const longer = await extend(lab.host, FOLDER, 600);
  assert.ok(longer.leftSeconds > 700, `${longer.leftSeconds} s left`);
  await decide(lab.host, FOLDER, { revert: "asked\nfor" });
  assert.match((await run.settled).message, /asked for; /);
  await assert.rejects(extend(lab.host, FOLDER, 60), { code: "NETWORK_NO_TRY" });
});

test("an agent that stops in mid-try leaves it alone; the next one goes on waiting for the same", async () => {
  const lab = createTryLab();
  const { run, journal } = await begin(lab);
  await until(lab, "applied");
  run.leave();
  await run.settled;
  const next = driveRun({ ...lab.parts, journal }, run.id);
  await until(lab, "applied");
  await decide(lab.host, FOLDER, "keep");
  assert.equal((await next.settled).state, "succeeded");
  assert.equal(lab.kernel(), "10.0.0.9/24");
});

test("what went back while no agent was alive is told by the next one", async () => {
  const lab = createTryLab();
  const first = lab.state();
  const { run, journal } = await begin(lab);
  await until(lab, "applied");
  run.leave();
  await run.settled;
  await decide(lab.host, FOLDER, { revert: "not confirmed in time" });
  await until(lab, "reverted");
  const end = await driveRun({ ...lab.parts, journal }, run.id).settled;
  assert.match(end.message, /not confirmed in time; the host is as before/);
  assert.deepEqual(lab.state(), first);
});

test("cancelled with undo, before and after it was confirmed, everything is as before", async () => {
  for (const wait of ["applied", "kept"]) {
    const lab = createTryLab({ confirms: wait === "kept" });
    const first = lab.state();
    const { run } = await begin(lab);
    await until(lab, wait);
    run.cancel({ actor: ACTOR, undo: true });
    const end = await run.settled;
    assert.equal(end.message, "cancelled; everything this run did was taken back", wait);
    assert.deepEqual(lab.state(), first, wait);
  }
});

test("without room for the way back nothing is changed", async () => {
  const lab = createTryLab({ diskBytes: 30_000 });
  const first = lab.state();
  const end = await (await begin(lab)).run.settled;
  assert.equal(end.steps[0]?.error?.code, "NETWORK_NOT_TRIED");
  assert.match(end.message, /nothing was changed/);
  assert.deepEqual(lab.state(), first);
  assert.equal(await readTrial(lab.host, FOLDER), undefined);
});

test("two changes are never tried at once", async () => {
  const lab = createTryLab();
  const { run } = await begin(lab);
  await until(lab, "applied");
  const other = await (await begin(lab)).run.settled;
  assert.match(other.message, /another change is being tried/);
  await decide(lab.host, FOLDER, "keep");
  assert.equal((await run.settled).state, "succeeded");
});

/** The power goes at one point of a whole run; the end it comes to after the next boot. */
async function cutAt(point: number, confirms: boolean) {
  const lab = createTryLab({ confirms });
  const journal = createTestJournal();
  const first = lab.state();
  const runId = await approve(lab, journal);
  const counted = cutPowerAt(point, { host: lab.host, journal });
  const goOn = () => driveRun({ ...lab.parts, journal }, runId).settled;
  let end = await untilCut(goOn);
  if (end === "cut") {
    lab.host.powerCut();
    journal.powerOn();
    await lab.boot();
    end = await goOn();
    await removeUnits(lab.host);
  }
  return { lab, first, end, points: counted.points };
}

for (const confirms of [false, true]) {
  const title = confirms ? "confirmed" : "not confirmed";
  test(`${title}: wherever the power goes, the host has one of the two, and the run says which`, async () => {
    const whole = await cutAt(0, confirms);
    assert.ok(whole.points > 40, `only ${whole.points} points were found`);
    for (let point = 1; point <= whole.points; point += STRIDE) {
      const { lab, first, end } = await cutAt(point, confirms);
      const at = `cut at point ${point} of ${whole.points}: ${end.message}`;
      if (end.state === "succeeded") {
        assert.equal(confirms, true, at);
        assert.deepEqual([lab.kernel(), lab.host.text(LAN)], ["10.0.0.9/24", "10.0.0.9/24"], at);
      } else {
        assert.equal(end.steps[0]?.error?.code, "NETWORK_REVERTED", at);
        assert.deepEqual(lab.state(), first, at);
      }
    }
  });
}

test("the plan shows old and new, what is run, who is cut off and every line", async () => {
  const lab = createTryLab();
  const { signal } = new AbortController();
  const candidate = await lab.parts.candidate(signal);
  const goal = { do: "converge" } as const;
  const plan = await makePlan({ ...lab.parts, goal, generation: 1, candidate, signal });
  const lines = plan.steps[0]?.changes.flatMap(({ subject, lines: all }) => [
    subject,
    ...all.map(({ sign, text }) => `${sign} ${text}`),
  ]);
  assert.deepEqual(lines, [
    "SSH from 10.0.0.77 is cut off: reconnect to 10.0.0.9 and keep it there",
    "systemd-networkd is told: netd reload",
    "Kept only when confirmed within 120 s; else, or when the power goes, the former settings come back by themselves",
    "eth0",
    "- 10.0.0.2/24",
    "+ 10.0.0.9/24",
    LAN,
    "- 10.0.0.2/24",
    "+ 10.0.0.9/24",
    VLAN,
    "+ 10.9.9.9/24",
  ]);
  assert.equal(plan.steps.flatMap(consequencesOf).length, 3);
});

test("where nobody could bring it back, nothing is planned", async () => {
  const lab = createTryLab();
  await lab.host.files.removeTree("/run/systemd");
  const handler = lab.parts.handlers.get("network.try");
  const context = { ...lab.parts, signal: new AbortController().signal };
  const verdict = await handler?.check(STEP.params, context);
  assert.equal(verdict?.is, "blocked");
  assert.match(verdict?.message ?? "", /systemd does not run here/);
  assert.equal(CHANGE.files.length, 2);
});
