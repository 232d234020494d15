import assert from "node:assert/strict";
import { known } from "../../src/engine/index.ts";
import type { PlanSlice, Snapshot } from "../../src/session/index.ts";
import type { Picture } from "./pictures.ts";
import { type App, PROFILES } from "./screen.tsx";
import { finishedSnapshot, PLAN } from "./session.ts";

const [ANY] = PLAN.plan.steps;
assert.ok(ANY);

const REMOVAL: PlanSlice = {
  ...PLAN,
  plan: {
    ...PLAN.plan,
    goal: {
      do: "operate",
      operation: { id: "destroy", params: { cluster: "edge", distribution: "k3s" } },
    },
    steps: [
      {
        ...ANY,
        id: "k3s.down",
        title: "Stop k3s.service, and do not start it at boot",
        impact: "node-down",
      },
      {
        ...ANY,
        id: "k3s.sweep",
        title: "Remove K3s cluster edge with all its data",
        impact: "data-loss",
        undo: "none",
        changes: [
          {
            subject: "K3s on this host",
            lines: [
              { sign: "-", text: "/etc/rancher/k3s" },
              { sign: "-", text: "/var/lib/rancher/k3s" },
            ],
          },
        ],
      },
    ],
    skipped: [{ title: "Logs in /var/log", reason: "they are kept" }],
  },
};

/** A host that formed its cluster with this tool. */
export function ownCluster(): Snapshot {
  const { cluster, ...finished } = finishedSnapshot();
  assert.ok(cluster);
  const owner = known({
    by: "this-tool" as const,
    evidence: "/var/lib/rancher/k3s/bringup-claim.json",
    cluster: "edge",
    committed: true,
  });
  return { ...finished, cluster: { ...cluster, ownership: owner } };
}

/** The cluster page, its last line, and the plan of what that would take. */
export async function planRemoval(app: App): Promise<void> {
  app.client.answers = (command) => {
    if (command.do !== "plan-operation") return { is: "ok" };
    app.client.change("plan", REMOVAL);
    return { is: "planned", plan: REMOVAL };
  };
  await app.goTo("Cluster");
  await app.press("last", "choose");
  await app.shows("Remove K3s cluster edge with all its data");
}

export const REMOVAL_PICTURES: readonly Picture[] = [
  {
    name: "cluster/removable",
    snapshot: ownCluster(),
    steps: async (app) => {
      await app.goTo("Cluster");
      await app.press("last");
    },
  },
  {
    name: "cluster/removal-plan",
    snapshot: ownCluster(),
    steps: planRemoval,
    profiles: [PROFILES.ascii, PROFILES.wide],
  },
  {
    name: "cluster/removal-question",
    snapshot: ownCluster(),
    steps: async (app) => {
      await planRemoval(app);
      await app.press("choose");
      await app.shows("Type edge to lose this data");
    },
  },
];
