import assert from "node:assert/strict";
import { test } from "node:test";
import { contentHandlers, observeContent, planRemoval } from "../../src/content/index.ts";
import { approveRun, driveRun, handlerMap, makePlan } from "../../src/engine/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import { createTestJournal } from "../support/journal.ts";
import { cutPowerAt, untilCut } from "../support/power-cuts.ts";

const TO = "/opt/bringup/content/core";
const MARKER = JSON.stringify({ sha256: "0".repeat(64), from: "/x.tar", importedMs: 1 });
const DOCUMENT = { apiVersion: "bringup/v1alpha1", kind: "EdgeHost", spec: {} } as const;

function siteOf() {
  const host = createMemoryHost({
    files: { [`${TO}/bringup-content.json`]: MARKER, [`${TO}/a/k3s`]: "x", [`${TO}/b`]: "y" },
  });
  const journal = createTestJournal();
  const signal = new AbortController().signal;
  const secrets = { read: async () => undefined, matches: () => undefined };
  const handlers = handlerMap(contentHandlers(host.http));
  const parts = { host, journal, handlers, secrets, onChange: () => {}, random: () => 0.5 };
  const candidate = () => planRemoval(host, DOCUMENT, "core");
  const approve = async () => {
    const goal = { do: "converge" } as const;
    const made = { ...parts, goal, generation: 1, signal, candidate: await candidate() };
    const actor = { user: "ada", from: "tty1" };
    return approveRun(journal, { plan: await makePlan(made), actor, documentText: "" });
  };
  const drive = (runId: string) => driveRun({ ...parts, candidate }, runId).settled;
  return { host, journal, approve, drive };
}

test("a content is removed, and then there is nothing to do", async () => {
  const { host, approve, drive } = siteOf();
  const state = await drive(await approve());
  assert.equal(state.state, "succeeded", state.message);
  assert.equal(await host.files.stat(TO), undefined);
  assert.deepEqual((await planRemoval(host, DOCUMENT, "core")).steps, []);
});

test("wherever the power goes while it is removed, half of it is never offered, and in the end all is gone", async () => {
  for (let cutAt = 1; ; cutAt++) {
    const { host, journal, approve, drive } = siteOf();
    const runId = await approve();
    const counted = cutPowerAt(cutAt, { host, journal });
    if ((await untilCut(() => drive(runId))) !== "cut")
      return assert.ok(counted.points > 5 && counted.points < cutAt);
    host.powerCut();
    journal.powerOn();
    await host.boot();
    const isWhole = host.text(`${TO}/a/k3s`) === "x" && host.text(`${TO}/b`) === "y";
    const offered = (await observeContent(host)).filter(({ is }) => is === "imported");
    assert.ok(isWhole || offered.length === 0, `half of it is offered, cut at ${cutAt}`);
    if (journal.openRun() !== undefined) await drive(runId);
    assert.equal(await host.files.stat(TO), undefined, `cut at ${cutAt}`);
  }
});
