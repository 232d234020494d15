import assert from "node:assert/strict";
import { test } from "node:test";
import { approveRun, driveRun } from "../../src/engine/index.ts";
import { PowerCut } from "../../src/host/index.ts";
import { summarizeCluster } from "../../src/status/index.ts";
import { IS_EVERY_CUT } from "../support/every-cut.ts";
import type { Bench } from "../support/k3s-bench.ts";
import { createRke2Bench, RKE2_CLUSTER } from "../support/rke2-bench.ts";

/** Each 29th point, other ones each time. */
const STRIDE = IS_EVERY_CUT ? 1 : 29;

const ACTOR = { user: "ada", from: "tty1" };

interface Ended {
  readonly points: number;
  readonly title: string;
  readonly ends: number;
  readonly files: readonly (readonly [string, string | undefined])[];
}

/** Cuts the power at one point, switches the machine on again, and lets the run go on. */
async function runWithCutAt(cutAt: number): Promise<Ended> {
  const bench = await createRke2Bench({ ...RKE2_CLUSTER, hardening: "cis" });
  const { host, journal, parts } = bench;
  let points = 0;
  const point = () => {
    points += 1;
    if (points !== cutAt) return;
    journal.powerOff();
    throw new PowerCut();
  };
  journal.onRecord(point);
  host.onSideEffect(point);
  try {
    await begin(bench);
  } catch (thrown) {
    if (!(thrown instanceof PowerCut)) throw thrown;
    host.powerCut();
    journal.powerOn();
    await host.boot();
    applySysctls(host);
    const open = journal.openRun();
    if (open !== undefined) await driveRun(parts, open).settled;
    else if (journal.all.length === 0) await begin(bench);
  }
  return {
    points,
    title: await titleOnceUp(bench),
    ends: journal.all.filter(({ type }) => type === "run-ended").length,
    files: host
      .paths()
      .filter((path) => !MADE_BY_THE_SERVICE.test(path))
      .map((path) => [path, host.text(path)]),
  };
}

/** As systemd-sysctl at every boot: the CIS profile ends a start where these are otherwise. */
function applySysctls(host: Bench["host"]): void {
  for (const file of host.paths().filter((path) => path.startsWith("/etc/sysctl.d/")))
    for (const [, name = "", value] of (host.text(file) ?? "").matchAll(/^(\S+) ?= ?(\S+)$/gm))
      host.put(`/proc/sys/${name.replaceAll(".", "/")}`, `${value}\n`);
}

/** After a cut behind the last record the node comes up by itself, as at every boot. */
async function titleOnceUp({ host, look }: Bench): Promise<string> {
  for (let seconds = 0; seconds < 60; seconds++) {
    const { title, healthy } = summarizeCluster(await look());
    if (healthy) return title;
    await host.clock.sleep(1000);
  }
  return summarizeCluster(await look()).title;
}

/** Keys and objects differ with every start of a cluster, and a boot loads the kernel's settings. */
const MADE_BY_THE_SERVICE =
  /^\/(proc|sys|var\/lib\/rancher\/rke2\/(server\/(tls|db|token)|bringup-cluster)|etc\/rancher\/(node|rke2\/rke2\.yaml))/;

async function begin({ journal, parts, plan }: Bench): Promise<void> {
  const approved = await plan();
  const runId = approveRun(journal, { plan: approved, actor: ACTOR, documentText: "" });
  await driveRun(parts, runId).settled;
}

test("wherever the power goes while RKE2 is set up, the run ends once, with the same Ready node", async () => {
  const whole = await runWithCutAt(0);
  assert.equal(whole.title, "RKE2 1.35.3, one node, Ready");
  assert.ok(whole.points > 150, `only ${whole.points} points were found`);
  for (let cutAt = 1 + Math.floor(Math.random() * STRIDE); cutAt <= whole.points; cutAt += STRIDE) {
    const { points: _, ...cut } = await runWithCutAt(cutAt);
    const { points: __, ...expected } = whole;
    assert.deepEqual(cut, expected, `cut at point ${cutAt} of ${whole.points}`);
  }
});
