import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeRemarks, troubledFirst } from "../../screens/status-rows.ts";
import { nodeViewOf } from "../../src/distributions/index.ts";
import { ABSENT, known } from "../../src/engine/index.ts";
import type { NodeStatus } from "../../src/kube/index.ts";
import { subjectLines, subjectsOf } from "../../src/status/index.ts";
import { CLUSTER, NOW_MS } from "../support/session.ts";

function nodeWith(name: string, isOn: Readonly<Record<string, boolean>>, isCordoned = false) {
  const conditions: NodeStatus["conditions"] = Object.entries(isOn).map(([type, on]) => ({
    ...{ type, status: on ? "True" : "False", reason: "AsTold", message: "" },
    sinceMs: NOW_MS - 60_000,
  }));
  const status = { name, version: "1.33.4+k3s1", roles: [], isCordoned, conditions };
  return nodeViewOf(status, "b");
}

const FINE = nodeWith("a", { Ready: true, DiskPressure: false, EtcdIsVoter: true });
const FULL = nodeWith("b", { Ready: true, DiskPressure: true, MemoryPressure: true }, true);
const DOWN = nodeWith("c", { Ready: false, NetworkUnavailable: true });

test("a node that is Ready and complains is told of, behind those that are not Ready", () => {
  assert.deepEqual(
    troubledFirst([FINE, FULL, DOWN]).map(({ name }) => name),
    ["c", "b", "a"],
  );
  assert.deepEqual(nodeRemarks([FINE, FULL, DOWN]), [
    "b: DiskPressure; MemoryPressure; cordoned, takes no new pods",
    "c: AsTold; NetworkUnavailable",
  ]);
});

test("the page of a node says since when it is as it is, and what it complains of", () => {
  const seen = { ...CLUSTER, nodes: known([FULL]) };
  const [subject] = subjectsOf(seen, { own: ABSENT });
  assert.ok(subject);
  const lines = subjectLines(subject, (epochMs) => NOW_MS - epochMs);
  const told = Object.fromEntries(lines.map(({ label, text }) => [label, text]));
  assert.equal(told.Since, "1:00 ago");
  assert.equal(told.Trouble, "DiskPressure; MemoryPressure; cordoned, takes no new pods");
});
