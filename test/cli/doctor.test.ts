import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { everySymptom } from "../../src/cluster/index.ts";
import type { DoctorReport } from "../../src/doctor/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import { type CliBenchOptions, createCliBench, jsonLines } from "../support/cli-world.ts";
import { eventually } from "../support/eventually.ts";
import { HASH, plannedStep, planOf, runOf, runStep } from "../support/plans.ts";

const SICK = createMemoryHost({
  files: { "/var/tmp/x": "", "/run/stylus/x": "", "/proc/meminfo": "MemTotal: 16000000 kB\n" },
});

/** Nothing of this host can be read, and nothing can be run on it. */
function halfDead() {
  const host = createMemoryHost();
  const fails = () => Promise.reject(new Error("EIO: i/o error"));
  const files = new Proxy(host.files, { get: () => fails });
  return { ...host, files, probe: fails, hardware: fails, units: { show: fails, journal: fails } };
}

const run = (options: CliBenchOptions, ...argv: readonly string[]) =>
  createCliBench(options).run("doctor", "--state-dir", "/nonexistent", ...argv);

async function reportOf(options: CliBenchOptions): Promise<DoctorReport> {
  const { stdout } = await run(options, "--json");
  return jsonLines(stdout)[0] as DoctorReport;
}

test("doctor exits 1 when something is found, with what was seen and the documented fix", async () => {
  const { exitCode, stdout, stderr } = await run({ host: SICK });
  assert.equal(exitCode, 1, stderr);
  assert.match(stdout, /^\[\w+\] +Names are not found, and systemd-resolved does not start$/m);
  assert.match(stdout, /^ {2}Seen {2}\/var\/tmp: mode 755$/m);
  assert.match(stdout, /chmod a\+rwxt \/var\/tmp/);
  assert.match(stdout, /^ {2}Plan {2}bringup doctor --fix dns\.var-tmp-mode$/m);
  assert.match(stdout, /^\d+ found, .*\.$/m);
});

test("as JSON it is one report, the likeliest first", async () => {
  const report = await reportOf({ host: SICK });
  const found = report.findings.find(({ id }) => id === "dns.var-tmp-mode");
  assert.deepEqual([found?.code, found?.row, found?.canMend], ["VAR_TMP_MODE", "D11", true]);
  const ranks = report.findings.map(({ likelihood }) =>
    ["certain", "likely", "possible"].indexOf(likelihood),
  );
  assert.deepEqual(ranks, ranks.toSorted());
});

test("on a host of which nothing can be read it ends as ever, says so, and shows no trace", async () => {
  const { exitCode, stdout, stderr } = await run({ host: halfDead() });
  assert.equal(exitCode, 0, stderr);
  assert.match(stdout, /^Could not be looked at:$/m);
  assert.match(stdout, /^\[ \?\? \] .*\(EIO: i\/o error\)/m);
  const { length } = await everySymptom();
  const worth = `${length} of ${length} known troubles could not be looked at: none of those is`;
  assert.ok(stdout.replace(/\s+/g, " ").includes(worth), stdout);
  assert.doesNotMatch(stdout + stderr, /^ +at /m);
});

test("with --all it names what is clear and what cannot be on this host, with the reasons", async () => {
  const usual = await run({ host: SICK });
  assert.doesNotMatch(usual.stdout, /Looked for, and not found/);
  const noSwap = createMemoryHost({ files: { "/proc/swaps": "Filename Type Size\n" } });
  const { stdout } = await run({ host: noSwap }, "--all");
  assert.match(stdout, /^Looked for, and not found:\n\[ OK \] /m);
  assert.match(stdout, /^Cannot be on a host like this:\n\[ -- \] /m);
});

test("a document that is not valid ends it with exit code 2, one that cannot be read does not", async (t) => {
  const files = { "host.yaml": "kind: EdgeHost\napiVersion: bringup/v1alpha1\nspec: { x: 1 }\n" };
  const wrong = await createCliBench({ host: SICK, files }).run("doctor", "-f", "host.yaml");
  assert.equal(wrong.exitCode, 2);
  const dir = mkdtempSync(join(tmpdir(), "bringup-doctor-"));
  t.after(() => rmSync(dir, { recursive: true }));
  mkdirSync(join(dir, "host.yaml"));
  const { exitCode, stderr } = await createCliBench({ host: SICK }).run(
    ...["doctor", "--state-dir", dir],
  );
  assert.equal(exitCode, 1);
  assert.match(stderr, /^Looked without the document of this host: /m);
});

const plan = planOf({
  steps: [plannedStep({ id: "var-tmp", title: "Give /var/tmp the mode 1777" })],
});

/** An engine that has this plan for what is to be mended. */
function benchFor(given: typeof plan) {
  const bench = createCliBench({ host: SICK });
  bench.hub.answerWith((command) => {
    if (command.do === "plan-operation")
      return { is: "planned", plan: { plan: given, documentText: "" } };
    if (command.do !== "approve") return { is: "ok" };
    bench.hub.set("run", runOf());
    return { is: "run", run: runOf() };
  });
  return bench;
}

test("doctor --fix prints the prepared plan with its hash, exits 5 and does nothing", async () => {
  const bench = benchFor(plan);
  const { exitCode, stdout, stderr } = await bench.run("doctor", "--fix", "VAR_TMP_MODE");
  assert.equal(exitCode, 5);
  assert.match(stdout, /^ +1 Give \/var\/tmp the mode 1777/m);
  assert.match(stderr, new RegExp(`--approve ${HASH.slice(0, 12)}`));
  assert.deepEqual(bench.hub.handled, [
    { do: "plan-operation", operation: "mend", params: { symptom: "dns.var-tmp-mode" } },
  ]);
});

for (const approval of [["--yes"], ["--approve", HASH.slice(0, 12)]])
  test(`with ${approval[0]} the plan is carried out and followed to its end`, async () => {
    const bench = benchFor(plan);
    const running = bench.run("doctor", "--fix", "dns.var-tmp-mode", ...approval);
    await eventually("the run", () => bench.hub.snapshot().run !== null);
    const done = runStep({ state: "done", attempt: 1, tookMs: 420 });
    bench.hub.set("run", runOf({ state: "succeeded", endedMs: 1, steps: [done] }));
    assert.equal((await running).exitCode, 0);
    assert.deepEqual(bench.hub.handled.at(-1), { do: "approve", hash: HASH });
  });

test("the approval of another plan is refused", async () => {
  const { exitCode } = await benchFor(plan).run(
    ...["doctor", "--fix", "dns.var-tmp-mode", "--approve", "0123456789ab"],
  );
  assert.equal(exitCode, 4);
});

test("what a fresh look does not find any more needs no approval", async () => {
  const skipped = [{ title: "Names are not found", reason: "not found: /var/tmp: mode 1777" }];
  const bench = benchFor(planOf({ steps: [], skipped }));
  const { exitCode, stdout } = await bench.run("doctor", "--fix", "dns.var-tmp-mode");
  assert.equal(exitCode, 0);
  assert.match(stdout, /^\[ -- \] Names are not found: not found: \/var\/tmp: mode 1777$/m);
  assert.match(stdout, /^Nothing to do\.$/m);
});

test("a trouble without a prepared plan says so, and prints the words to do it by", async () => {
  const bench = benchFor(plan);
  const { exitCode, stdout, stderr } = await bench.run("doctor", "--fix", "host.noexec-mounts");
  assert.equal(exitCode, 5);
  assert.match(stdout, /^ {2}Do {4}1\. Allow programs there now: mount -o remount,exec \/var/m);
  assert.match(stderr, /no plan is prepared for MOUNTS_NOEXEC/);
  assert.deepEqual(bench.hub.handled, []);
});

test("where nothing is prepared for what was found, its evidence and its own words are printed", async () => {
  const blocked = [{ code: "MEND_BY_HAND", message: "no plan is prepared", hint: "By hand." }];
  const bench = benchFor(planOf({ steps: [], blocked }));
  const { exitCode, stdout, stderr } = await bench.run("doctor", "--fix", "dns.var-tmp-mode");
  assert.equal(exitCode, 5);
  assert.match(stdout, /^ {2}Seen {2}\/var\/tmp: mode 755$/m);
  assert.match(stderr, /no plan is prepared for VAR_TMP_MODE \(MEND_BY_HAND\)/);
});

test("a name nobody knows is answered with the nearest one", async () => {
  const { exitCode, stderr } = await run({}, "--fix", "dns.var-tmp-mod");
  assert.equal(exitCode, 2);
  assert.match(stderr, /Did you mean dns\.var-tmp-mode\?/);
});
