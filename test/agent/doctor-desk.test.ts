import assert from "node:assert/strict";
import { chmod, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { createBoard } from "../../src/agent/board.ts";
import { createDoctorDesk } from "../../src/agent/doctor-desk.ts";
import { mend } from "../../src/agent/operations/mend.ts";
import { defineSymptom, type Finding } from "../../src/doctor/index.ts";
import type { Candidate } from "../../src/engine/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import { COMMANDS_NEEDING_LEASE, type DoctorSlice } from "../../src/session/index.ts";
import { DEFAULTS } from "../../src/spec/index.ts";
import { eventually } from "../support/eventually.ts";
import { emptySnapshot } from "../support/fake-hub.ts";
import { plannedStep } from "../support/plans.ts";
import { openTestRehearsal } from "../support/rehearsal.ts";

const FOREVER = new AbortController().signal;

const symptom = (id: string, probe: () => Promise<Finding>) =>
  defineSymptom({
    ...{ id, code: "X", row: "D0", title: `trouble ${id}`, cause: "It is so.", source: "a test" },
    fix: ["Do this."],
    probe,
  });

const SEEN: Finding = {
  ...{ is: "found", likelihood: "likely", severity: "degraded" },
  evidence: ["/x: mode 755"],
};

test("one look shows its progress and its end to every console; who asks meanwhile joins it", async () => {
  const gate = Promise.withResolvers<Finding>();
  let looks = 0;
  const board = createBoard(emptySnapshot(), () => 0);
  const shown: DoctorSlice["state"][] = [];
  board.watch(({ slice }) => {
    const state = board.snapshot().doctor?.state;
    if (slice === "doctor" && state !== undefined) shown.push(state);
  });
  const desk = createDoctorDesk({
    ...{ board, host: createMemoryHost(), document: () => DEFAULTS },
    symptoms: async () => [
      symptom("a", async () => {
        looks += 1;
        return gate.promise;
      }),
      symptom("b", async () => ({ is: "clear", why: "fine" })),
    ],
  });
  const first = desk.examine(FOREVER);
  const second = desk.examine(FOREVER);
  await eventually("it looks", () => looks > 0);
  assert.deepEqual(
    [board.snapshot().doctor?.state, board.snapshot().doctor?.total],
    ["running", 2],
  );
  gate.resolve(SEEN);
  assert.deepEqual(await first, await second);
  assert.equal(looks, 1);
  const { doctor, activity } = board.snapshot();
  assert.deepEqual([doctor?.state, doctor?.done], ["finished", 2]);
  assert.deepEqual(
    doctor?.report?.findings.map(({ id, evidence }) => [id, evidence]),
    [["a", ["/x: mode 755"]]],
  );
  assert.deepEqual([shown[0], shown.at(-1)], ["running", "finished"]);
  assert.deepEqual(
    [activity[0]?.level, activity[0]?.message],
    ["warn", "1 found, 1 clear; first: trouble a"],
  );
  await desk.examine(FOREVER);
  assert.equal(looks, 2);
});

test("while a look goes on, the report of the one before stays", async () => {
  const board = createBoard(emptySnapshot(), () => 0);
  let answer: Promise<Finding> = Promise.resolve(SEEN);
  const desk = createDoctorDesk({
    ...{ board, host: createMemoryHost(), document: () => DEFAULTS },
    symptoms: async () => [symptom("a", () => answer)],
  });
  const findings = () => board.snapshot().doctor?.report?.findings.length;
  await desk.examine(FOREVER);
  const gate = Promise.withResolvers<Finding>();
  answer = gate.promise;
  const again = desk.examine(FOREVER);
  await eventually("it looks again", () => board.snapshot().doctor?.state === "running");
  assert.equal(findings(), 1);
  gate.resolve({ is: "clear", why: "fine" });
  await again;
  assert.equal(findings(), 0);
});

test("looking needs no control of the host; what is mended in a rehearsal is not found again", async (t) => {
  assert.ok(!COMMANDS_NEEDING_LEASE.has("examine"));
  const { client, stateDir, until } = await openTestRehearsal(t);
  const found = async () => {
    assert.deepEqual((await client.send({ do: "examine" })).is, "ok");
    const { doctor, lease } = client.snapshot();
    assert.equal(doctor?.state, "finished");
    const ids = doctor.report?.findings.map(({ id }) => id) ?? [];
    return { isThere: ids.includes("dns.var-tmp-mode"), holder: lease.holder };
  };
  assert.deepEqual(await found(), { isThere: false, holder: null });
  await chmod(join(stateDir, "sandbox/var/tmp"), 0o755);
  assert.deepEqual(await found(), { isThere: true, holder: null });

  const params = { symptom: "dns.var-tmp-mode" };
  const planned = await client.send({ do: "plan-operation", operation: "mend", params });
  assert.ok(planned.is === "planned", JSON.stringify(planned));
  const begun = await client.send({ do: "approve", hash: planned.plan.plan.hash });
  assert.equal(begun.is, "run", JSON.stringify(begun));
  const { run } = await until("the run ends", ({ run }) => run?.state !== "running");
  assert.equal(run?.state, "succeeded", run?.message);
  assert.equal((await found()).isThere, false);
  assert.equal((await stat(join(stateDir, "sandbox/var/tmp"))).mode & 0o7777, 0o1777);
});

/** What is planned for /var/tmp of this mode. */
function planFor(mode: number | undefined, more: object = {}): Promise<Candidate> {
  const files = mode === undefined ? {} : { "/var/tmp/file": "", "/etc/hostname": "edge" };
  const host = createMemoryHost({ files });
  const stat = host.files.stat;
  const seen = {
    ...host,
    files: {
      ...host.files,
      stat: async (path: string) => {
        const found = await stat(path);
        if (path !== "/var/tmp" || found === undefined || mode === undefined) return found;
        return { ...found, mode };
      },
    },
  };
  return mend.plan({
    ...{ host: seen, document: DEFAULTS, inventory: null, signal: FOREVER },
    params: { symptom: "dns.var-tmp-mode" },
    secretDigest: () => undefined,
    ...more,
  });
}

test("what a fresh look finds is planned; what it does not find is left out, with what it saw", async () => {
  const { steps, blocked } = await planFor(0o755);
  assert.deepEqual([steps.map(({ id }) => id), blocked], [["var-tmp"], []]);
  const sound = await planFor(0o1777);
  assert.deepEqual([sound.steps, sound.blocked], [[], []]);
  assert.match(sound.skipped[0]?.reason ?? "", /^not found: \/var\/tmp: mode 1777$/);
});

test("a run that goes on keeps the steps that were approved, however the host looks by then", async () => {
  const approved = [plannedStep({ id: "resolver" })];
  assert.deepEqual(await planFor(0o1777, { approved }), {
    ...{ steps: approved, skipped: [], blocked: [] },
  });
});

test("what has no prepared plan blocks with the words to do it by; what nobody knows is refused", async () => {
  const mounts = "22 1 0:20 / /var rw,noexec - ext4 /dev/sda1 rw,noexec\n";
  const host = createMemoryHost({ files: { "/proc/self/mountinfo": mounts } });
  const ask = (name: string) =>
    mend.plan({
      ...{ host, document: DEFAULTS, inventory: null, signal: FOREVER },
      params: { symptom: name },
      secretDigest: () => undefined,
    });
  const { steps, blocked } = await ask("host.noexec-mounts");
  assert.deepEqual(steps, []);
  assert.match(blocked[0]?.hint ?? "", /^By hand: .*mount -o remount,exec \/var/);
  await assert.rejects(ask("no.such-thing"), { code: "USAGE" });
});
