import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyDocument } from "../../src/spec/index.ts";
import * as canonical from "../support/canonical-bench.ts";
import { type Bench, INVENTORY } from "../support/k3s-bench.ts";
import * as kubeadm from "../support/kubeadm-bench.ts";
import { operating } from "../support/operating.ts";
import { someOf, withCutAt } from "../support/power-cuts.ts";

const FSTAB = "/swap.img none swap sw 0 0\n";

interface Row {
  readonly distribution: "kubeadm" | "canonical";
  readonly inventory: typeof INVENTORY;
  make(): Promise<Bench>;
  /** Programs that an upgrade left beside its own. */
  readonly former?: readonly string[];
  /** Of the plan: id, impact and undo of each step. */
  readonly steps: readonly (readonly [id: string, impact: string, undo: string])[];
  readonly named: RegExp;
  /** What the kernel and a running system keep until the next boot, and what stays on purpose. */
  readonly stays: RegExp;
  after(bench: Bench): Promise<void>;
  readonly strides: { readonly usual: number; readonly many: number };
}

const ROWS: Readonly<Record<string, Row>> = {
  kubeadm: {
    distribution: "kubeadm",
    inventory: INVENTORY,
    make: () =>
      kubeadm.createKubeadmBench({
        document: kubeadm.documentOf({ ...kubeadm.CLUSTER, hardening: "cis" }),
        files: { "/etc/fstab": FSTAB },
      }),
    former: ["/usr/local/bin/kubelet.prev", "/usr/local/sbin/runc.prev"],
    steps: [
      ["kubeadm.down", "node-down", "compensate"],
      ["kubeadm.sweep", "data-loss", "none"],
    ],
    named: /kernel; .*containerd.*\/etc\/cni.*Snapshots below/,
    stays: /^\/(proc|sys|run|var\/log|opt\/artefacts)\//,
    after: async ({ host }) => assert.equal(host.text("/etc/fstab"), FSTAB),
    strides: { usual: 180, many: 27 },
  },
  "Canonical Kubernetes": {
    distribution: "canonical",
    inventory: canonical.UBUNTU,
    make: () =>
      canonical.createCanonicalBench({
        document: canonical.documentOf(
          {
            ...canonical.CLUSTER,
            ...{ hardening: "cis", registries: [{ host: "*", endpoints: ["https://r.lan"] }] },
          },
          { proxy: { https: "http://proxy.example.net:3128" } },
        ),
      }),
    steps: [["canonical.sweep", "data-loss", "none"]],
    named: /snaps .*kernel; .*\/etc\/cni.*Snapshots below/,
    stays:
      /^\/(proc|sys|run|var\/log|var\/lib\/snapd|opt\/artefacts|etc\/systemd\/system\/[a-z-]+.target.wants)\//,
    async after({ host }) {
      assert.equal((await host.units.show("snap.k8s.k8sd.service")).is, "absent");
    },
    strides: { usual: 90, many: 10 },
  },
};

/** A host on which a cluster runs, and the way to remove it. */
async function founded({ make, distribution, inventory, stays, former = [] }: Row) {
  const bench = await make();
  const bare = new Set(bench.host.paths());
  const { state, message } = await bench.run();
  assert.equal(state, "succeeded", message);
  for (const path of former) bench.host.put(path, "a former program");
  const removing = (cluster = "rack12") =>
    operating(bench, "destroy", {
      ...{ cluster, distribution, inventory, params: { cluster, distribution } },
      document: emptyDocument(),
    });
  const left = () => bench.host.paths().filter((path) => !bare.has(path) && !stays.test(path));
  return { bench, removing, left };
}

async function removedWithCutAt(cutAt: number, row: Row) {
  const { bench, removing, left } = await founded(row);
  const points = await withCutAt(cutAt, {
    bench,
    begin: () => removing().run(),
    goOn: (runId) => removing().goOn(runId),
  });
  return { points, left: left() };
}

for (const [title, row] of Object.entries(ROWS)) {
  test(`a cluster that is removed leaves nothing of itself, what stays is named, and a new one can be made: ${title}`, async () => {
    const { bench, removing, left } = await founded(row);
    const planned = await removing().plan();
    assert.deepEqual(
      planned.steps.map(({ id, impact, undo }) => [id, impact, undo]),
      row.steps,
    );
    assert.match(planned.skipped.map((skipped) => skipped.title).join("; "), row.named);
    const other = await removing("rack13").plan();
    assert.match(other.blocked[0]?.message ?? "", /belongs to cluster rack12/);
    assert.ok(left().length > 40, "there was something to remove");
    const state = await removing().run();
    assert.deepEqual([state.state, left()], ["succeeded", []]);
    await row.after(bench);
    assert.deepEqual((await removing().plan()).steps, [], "nothing is left to do");
    const again = await bench.run();
    assert.equal(again.state, "succeeded", again.message);
  });

  test(`wherever the power goes while a cluster is removed, it is gone in the end: ${title}`, async () => {
    const whole = await removedWithCutAt(0, row);
    assert.ok(whole.points > 60, `only ${whole.points} points were found`);
    for (const cutAt of someOf(whole.points, row.strides)) {
      const { left } = await removedWithCutAt(cutAt, row);
      assert.deepEqual(left, [], `cut at ${cutAt} of ${whole.points}`);
    }
  });
}

test("a containerd that was on the host before kubeadm stays, with what it was told", async () => {
  const unit = "/usr/lib/systemd/system/containerd.service";
  const bench = await kubeadm.createKubeadmBench({
    document: kubeadm.documentOf({ ...kubeadm.CLUSTER, native: { containerd: "host" } }),
    files: {
      [unit]: "[Service]\nExecStart=/usr/bin/containerd\n[Install]\nWantedBy=multi-user.target\n",
    },
  });
  const formed = await bench.run();
  assert.equal(formed.state, "succeeded", formed.message);
  const params = { cluster: "rack12", distribution: "kubeadm" };
  const given = { params, distribution: "kubeadm", document: emptyDocument() };
  const removing = operating(bench, "destroy", given);
  assert.equal((await removing.run()).state, "succeeded");
  const { host } = bench;
  const shown = await host.units.show("containerd.service");
  assert.equal(shown.is === "known" && shown.value.active, "active");
  assert.ok(host.text("/etc/containerd/config.toml")?.includes("SystemdCgroup = true"));
});
