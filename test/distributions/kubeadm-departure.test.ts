import assert from "node:assert/strict";
import { test } from "node:test";
import { kubeadm } from "../../src/distributions/kubeadm/index.ts";
import { emptyDocument } from "../../src/spec/index.ts";
import { documentOf } from "../support/kubeadm-bench.ts";
import { hasPod, membersSeenBy, nodesSeenBy, pairOf, putPod } from "../support/kubeadm-site.ts";
import { operating } from "../support/operating.ts";
import { someOf, withCutAt } from "../support/power-cuts.ts";

const SECOND = "rack12-edge2";

/** Two control planes, and what lets the second go: by itself, or by the first. */
async function twoOfThem(operation: "leave" | "remove-peer") {
  const { first, second } = await pairOf("control-plane");
  await putPod(first.bench, SECOND);
  await first.clock.sleep(3000);
  const bench = operation === "leave" ? second : first.bench;
  const going = operating(bench, operation, {
    params: operation === "leave" ? { cluster: "rack12" } : { node: SECOND },
    document: operation === "leave" ? emptyDocument() : documentOf(first.cluster),
    distribution: "kubeadm",
  });
  return { first, second, bench, going };
}

async function goneWithCutAt(cutAt: number, operation: "leave" | "remove-peer") {
  const { first, second, bench, going } = await twoOfThem(operation);
  const { blocked, steps } = await going.plan();
  assert.deepEqual([blocked, hasPod(first.bench, SECOND)], [[], true]);
  const points = await withCutAt(cutAt, {
    bench,
    begin: async () => void (await going.run()),
    goOn: async (runId) => void (await going.goOn(runId)),
    booted: () => first.clock.sleep(60_000),
  });
  await first.clock.sleep(10_000);
  const left = second.host.paths().filter((path) => OWN.test(path));
  return {
    points,
    ended: {
      steps: steps.map(({ id }) => id.replace("kubeadm.", "")),
      stops: bench.journal.all.flatMap((one) => (one.type === "run-paused" ? [one.why] : [])),
      ends: bench.journal.all.filter(({ type }) => type === "run-ended").length,
      nodes: await nodesSeenBy(first.bench),
      members: await membersSeenBy(first.bench),
      hasPod: hasPod(first.bench, SECOND),
      saved: (await kubeadm.snapshots?.(first.bench.host))?.map(({ name }) => name),
      left: operation === "leave" ? left : [],
    },
  };
}

const OWN = /^\/(etc\/kubernetes|var\/lib)\//;
const ALONE = {
  ...{ stops: [], ends: 2, nodes: ["rack12-edge1 True control-plane"], hasPod: false, left: [] },
  members: ["rack12-edge1 voter"],
};

/** How each ends wherever the power goes, and about as many points as it has. */
const ROWS = {
  leave: {
    title:
      "a control plane leaves: its pods move, node and member are gone once, nothing of it is left",
    steps: ["empty-node", "delete-node", "remove-member", "down", "sweep"],
    saved: [],
    points: 340,
    strides: { usual: 340, many: 60 },
  },
  "remove-peer": {
    title: "another control plane is removed: it is saved before, and gone once with its pods",
    steps: ["snapshot", "empty-node", "remove-member", "delete-node"],
    saved: [`pre-removal-${SECOND}`],
    points: 120,
    strides: { usual: 120, many: 30 },
  },
} as const;

for (const operation of ["leave", "remove-peer"] as const) {
  const { title, steps, saved, points, strides } = ROWS[operation];
  test(`wherever the power goes while ${title}`, async () => {
    for (const cutAt of someOf(points, strides)) {
      const found = await goneWithCutAt(cutAt, operation);
      assert.deepEqual(found.ended, { ...ALONE, steps, saved }, `cut at point ${cutAt}`);
      // Fewer would mean that most cuts fell behind the end.
      assert.ok(found.points >= Math.min(cutAt, points * 0.8), `${found.points} points`);
    }
  });
}
