import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { AuditEntry } from "../../src/engine/index.ts";
import type { EngineClient } from "../../src/session/index.ts";
import { eventually } from "../support/eventually.ts";
import { openTestRehearsal } from "../support/rehearsal.ts";
import { removeTree } from "../support/remove-tree.ts";

const documentWith = (spec: string) =>
  `apiVersion: bringup/v1alpha1\nkind: EdgeHost\nspec:\n${spec}`;
const TIMEZONE = "  time: { timezone: Europe/Vienna }\n";
const WAIVED = `${TIMEZONE}  checks:\n    waivers:\n      - { id: hardware.memory, reason: test bench }\n`;

async function auditOf(client: EngineClient): Promise<readonly AuditEntry[]> {
  const answer = await client.send({ do: "audit" });
  assert.ok(answer.is === "audit");
  return answer.entries.toReversed();
}

const told = (entries: readonly AuditEntry[]) =>
  entries.map(({ actor, action, subject }) => `${actor.user} ${action} ${subject}`);

test("whatever is changed, by whomever, is in the audit and in the log of the host, and outlives the agent", async (t) => {
  const stateDir = await mkdtemp(join(tmpdir(), "bringup-test-"));
  const { client, until, stop } = await openTestRehearsal(t, stateDir);
  const save = (text: string, expectedGeneration: number) =>
    client.send({ do: "save-document", documentText: text, expectedGeneration });
  await save(documentWith(TIMEZONE), 0);
  await save(documentWith(WAIVED), 1);
  await save(documentWith(TIMEZONE), 1);
  await save(documentWith(TIMEZONE), 2);
  const planned = await client.send({ do: "plan", documentText: documentWith(TIMEZONE) });
  assert.ok(planned.is === "planned");
  await client.send({ do: "approve", hash: "0000000000" });
  await client.send({ do: "approve", hash: "0000000000" });
  await client.send({ do: "approve", hash: planned.plan.plan.hash });
  const { run } = await until("the run to end", (now) => now.run?.endedMs != null);
  const hash = planned.plan.plan.hash.slice(0, 12);
  const runId = run?.id.slice(0, 8);
  const entries = await auditOf(client);
  assert.deepEqual(
    told(entries).map((line) => line.replace(hash.slice(0, 10), "HASH").split("HASH")[0]),
    [
      "ada document-saved generation 1",
      "ada document-saved generation 2",
      "ada check-waived hardware.memory",
      "ada save-document-refused save-document",
      "ada document-saved generation 3",
      "ada check-waiver-dropped hardware.memory",
      "ada approve-refused approve",
      "ada plan-approved ",
      `agent run-ended ${runId}`,
    ],
  );
  assert.deepEqual(
    entries.filter(({ code }) => code).map(({ code }) => code),
    ["DOCUMENT_CONFLICT", "PLAN_CHANGED"],
  );
  const [first, second, third] = entries
    .filter(({ action }) => action === "document-saved")
    .map(({ digests }) => digests);
  assert.equal(first?.was, undefined);
  assert.match(first?.is ?? "", /^[0-9a-f]{16}$/);
  assert.deepEqual([second?.was, third?.was, third?.is], [first?.is, second?.is, first?.is]);
  await stop();

  const log = readFileSync(join(stateDir, "sandbox/var/log/bringup-audit.log"), "utf8");
  const actions = log
    .trimEnd()
    .split("\n")
    .map((line) => line.split(" ")[5]);
  assert.deepEqual(
    actions,
    entries.map(({ action }) => action),
  );

  const again = await openTestRehearsal(t, stateDir);
  t.after(() => removeTree(stateDir));
  assert.deepEqual(told(await auditOf(again.client)), told(entries));
  const verdict = await again.client.send({ do: "verify-audit" });
  assert.ok(verdict.is === "audit-verdict" && verdict.verdict.is === "whole");
  const since = await again.client.send({ do: "audit", sinceMs: Date.now() + 1000 });
  assert.deepEqual(since, { is: "audit", entries: [] });
});

test("a log that cannot be written stops no change; it is said once, and the audit has it", async (t) => {
  const { client, stateDir, until } = await openTestRehearsal(t);
  const log = join(stateDir, "sandbox/var/log/bringup-audit.log");
  mkdirSync(log, { recursive: true });
  const save = (text: string, expectedGeneration: number) =>
    client.send({ do: "save-document", documentText: text, expectedGeneration });
  const said = ({ activity }: ReturnType<EngineClient["snapshot"]>) =>
    activity.filter(({ message }) => message.includes("does not take the audit"));
  assert.equal((await save(documentWith(TIMEZONE), 0)).is, "ok");
  const { activity } = await until("the trouble to be said", (now) => said(now).length > 0);
  assert.match(
    said({ ...client.snapshot(), activity })[0]?.message ?? "",
    /^\/var\/log\/bringup-audit\.log /,
  );
  assert.equal((await save(documentWith(WAIVED), 1)).is, "ok");
  assert.equal((await auditOf(client)).length, 3);
  rmSync(log, { recursive: true });
  assert.equal((await save(documentWith(TIMEZONE), 2)).is, "ok");
  const lines = () => readFileSync(log, "utf8").trimEnd().split("\n").length;
  await eventually("all of it to be in the log", () => existsSync(log) && lines() === 5);
  assert.equal(said(client.snapshot()).length, 1);
});
