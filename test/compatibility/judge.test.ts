import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CALENDAR,
  type Combination,
  judge,
  LIMITS,
  type Matrix,
  supportOf,
  verdictOf,
} from "../../src/compatibility/index.ts";
import { OBSERVED } from "../../src/distributions/index.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");

const matrices: readonly Matrix[] = await Promise.all(
  OBSERVED.map(async ({ id, load }) => {
    const { compatibility } = await load();
    assert.ok(compatibility, `${id} has no matrix`);
    return compatibility;
  }),
);

const matrixOf = (id: string): Matrix => {
  const found = matrices.find(({ distribution }) => distribution === id);
  assert.ok(found);
  return found;
};

function judged(combination: Combination) {
  const matrix = matrixOf(combination.distribution);
  return judge(combination, { matrix, calendar: CALENDAR, nowMs: NOW });
}

const refusedBy = (combination: Combination) =>
  judged(combination)
    .filter(({ verdict }) => verdict === "refused")
    .map(({ rule }) => rule);

const warnedBy = (combination: Combination) =>
  judged(combination)
    .filter(({ verdict }) => verdict === "warning")
    .map(({ rule }) => rule);

test("every distribution has a matrix of its own name, and no rule is named twice", () => {
  assert.deepEqual(
    matrices.map(({ distribution }) => distribution),
    OBSERVED.map(({ id }) => id),
  );
  for (const { distribution, limits } of matrices) {
    const rules = [...limits, ...LIMITS].map(({ rule }) => rule);
    assert.deepEqual(rules.length, new Set(rules).size, distribution);
  }
});

test("the whole matrix: each combination is good, or has a rule and a source for what is wrong", () => {
  const union = (pick: (matrix: Matrix) => readonly { readonly id: string }[]) => [
    ...new Set(matrices.flatMap((matrix) => pick(matrix).map(({ id }) => id))),
  ];
  const systems = [...union(({ systems }) => systems), "debian"];
  const cnis = [...union(({ cnis }) => cnis), "weave", "none"];
  const csis = [...union(({ csis }) => csis), "none"];
  const versions = CALENDAR.minors.map(({ minor }) => `${minor}.4`);
  const seen = { ok: 0, warning: 0, refused: 0 };
  for (const combination of product({
    distribution: matrices.map(({ distribution }) => distribution),
    os: systems,
    cni: cnis,
    csi: csis,
    architecture: ["amd64", "arm64", "riscv64"],
    fips: [false, true],
    mode: ["appliance", "agent"],
    management: ["central", "local"],
    version: versions,
  })) {
    const findings = judged(combination);
    seen[verdictOf(findings)] += 1;
    for (const { verdict, rule, source, message, hint } of findings) {
      // So many that what nobody reads is not worded.
      if (rule === "" || source === "" || message === "") assert.fail(JSON.stringify(combination));
      assert.ok(verdict === "ok" || hint !== "", rule);
    }
    // What one axis refuses no other axis makes good.
    const isForbidden =
      combination.architecture === "riscv64" ||
      combination.cni === "weave" ||
      (combination.distribution === "canonical" &&
        (combination.os !== "ubuntu" || combination.architecture !== "amd64"));
    if (isForbidden && verdictOf(findings) !== "refused")
      assert.fail(`not refused: ${JSON.stringify(combination)}`);
  }
  assert.ok(seen.ok > 0 && seen.warning > 0 && seen.refused > 0, JSON.stringify(seen));
});

function* product(axes: Readonly<Record<string, readonly unknown[]>>): Generator<Combination> {
  const names = Object.keys(axes);
  const at = names.map(() => 0);
  for (;;) {
    yield Object.fromEntries(names.map((name, i) => [name, axes[name]?.[at[i] ?? 0]])) as never;
    let i = 0;
    for (; i < names.length; i++) {
      at[i] = (at[i] ?? 0) + 1;
      if ((at[i] ?? 0) < (axes[names[i] ?? ""] ?? []).length) break;
      at[i] = 0;
    }
    if (i === names.length) return;
  }
}

test("nothing is refused, and nothing is good, for an axis nobody told", () => {
  for (const { distribution } of matrices)
    assert.deepEqual(
      judged({ distribution }).map(({ rule, verdict }) => `${rule} ${verdict}`),
      ["distribution ok"],
    );
});

test("an old version is a warning and never refused; one of today is neither", () => {
  for (const { distribution, limits } of matrices)
    for (const { minor } of [{ minor: "1.20" }, ...CALENDAR.minors, { minor: "1.40" }])
      assert.deepEqual(refusedBy({ distribution, version: `${minor}.3` }), [], String(limits));
  assert.deepEqual(warnedBy({ distribution: "k3s", version: "1.31.4+k3s1" }), ["version.support"]);
  assert.deepEqual(warnedBy({ distribution: "k3s", version: "v1.35.3+k3s1" }), []);
  assert.deepEqual(warnedBy({ distribution: "k3s", version: "1.35.4+k3s1" }), ["version"]);
  assert.deepEqual(warnedBy({ distribution: "canonical", version: "1.34.3" }), [
    "version",
    "version.support",
  ]);
});

test("support ends after its last day, and never begins again", () => {
  const on = (day: string) => supportOf("1.35", CALENDAR, Date.parse(`${day}T23:00:00Z`)).is;
  assert.deepEqual(["2026-12-28", "2026-12-29", "2027-02-28", "2027-03-01", "2030-01-01"].map(on), [
    "supported",
    "maintenance",
    "maintenance",
    "ended",
    "ended",
  ]);
  const days = CALENDAR.minors.map(({ endOfLife }) => endOfLife);
  assert.deepEqual(days, days.toSorted(), "a younger minor ends later");
});

test("control planes: two are refused, an even number is warned about, an odd one is good", () => {
  for (const { distribution } of matrices)
    for (let controlPlanes = 1; controlPlanes <= 15; controlPlanes++) {
      const verdict = verdictOf(judged({ distribution, controlPlanes }));
      const many = controlPlanes % 2 === 0 ? "warning" : "ok";
      const expected = controlPlanes === 2 ? "refused" : many;
      assert.equal(verdict, expected, `${distribution} with ${controlPlanes}`);
    }
});

test("what is said of Canonical Kubernetes is refused, each by its rule", () => {
  const canonical = (rest: Omit<Combination, "distribution">) =>
    refusedBy({ distribution: "canonical", ...rest });
  assert.deepEqual(canonical({ os: "opensuse-leap" }), ["system"]);
  assert.deepEqual(canonical({ os: "ubuntu", osVersion: "24.04" }), []);
  assert.deepEqual(canonical({ architecture: "arm64" }), ["architecture"]);
  assert.deepEqual(canonical({ plane: "vertex" }), ["edition"]);
  assert.deepEqual(canonical({ mode: "agent", customPath: true }), ["mode.path"]);
  assert.deepEqual(canonical({ mode: "appliance", customPath: true }), []);
  assert.deepEqual(canonical({ overlay: true, management: "local" }), ["overlay.local"]);
  assert.deepEqual(canonical({ overlay: true, management: "central" }), []);
  assert.deepEqual(canonical({ overlay: true, release: "4.8.32" }), ["overlay.release"]);
  assert.deepEqual(canonical({ overlay: true, release: "4.10.17" }), []);
  assert.deepEqual(canonical({ controlPlanes: 2 }), ["quorum.two"]);
  assert.deepEqual(canonical({ controlPlanes: 2, twoNode: true }), ["two-node.distribution"]);
  const label = (release: string) => warnedBy({ distribution: "canonical", release });
  assert.deepEqual([label("4.8.32"), label("4.8.33"), label("4.10.0")], [["preview"], [], []]);
});

test("two nodes with a replicated database: as they were built, and no other way", () => {
  const two = { distribution: "k3s", twoNode: true, controlPlanes: 2 } as const;
  assert.deepEqual(refusedBy({ ...two, mode: "appliance", management: "central" }), []);
  assert.deepEqual(refusedBy({ ...two, mode: "agent" }), ["two-node.mode"]);
  assert.deepEqual(refusedBy({ ...two, management: "local" }), ["two-node.management"]);
  assert.deepEqual(refusedBy({ ...two, controlPlanes: 3 }), ["two-node.size"]);
  assert.deepEqual(refusedBy({ ...two, distribution: "rke2" }), ["two-node.distribution"]);
});

test("FIPS, trusted boot, virtual machines, links and systems: each where it can be", () => {
  const kubeadm = (rest: Omit<Combination, "distribution">) =>
    refusedBy({ distribution: "kubeadm", ...rest });
  assert.deepEqual(kubeadm({ fips: true, mode: "agent", os: "rocky", osVersion: "8.10" }), []);
  assert.deepEqual(kubeadm({ fips: true, mode: "agent", os: "ubuntu", osVersion: "24.04" }), [
    "fips.agent",
  ]);
  assert.deepEqual(kubeadm({ fips: true, mode: "agent" }), [], "the system is not known");
  assert.deepEqual(kubeadm({ fips: true, mode: "appliance", os: "opensuse-leap" }), [
    "fips.appliance",
  ]);
  assert.deepEqual(refusedBy({ distribution: "k3s", fips: true }), ["fips"]);
  assert.deepEqual(refusedBy({ distribution: "canonical", fips: true }), ["fips"]);
  const rke2 = (cni: string) => warnedBy({ distribution: "rke2", fips: true, cni });
  assert.deepEqual([rke2("canal"), rke2("calico")], [["network"], ["fips.network"]]);
  assert.deepEqual(kubeadm({ os: "rocky", mode: "appliance" }), ["mode.system"]);
  assert.deepEqual(kubeadm({ trustedBoot: true, mode: "agent" }), ["trusted-boot.agent"]);
  assert.deepEqual(kubeadm({ virtualMachines: true, canHostMachines: false }), [
    "virtual-machines.processor",
  ]);
  const several = { distribution: "kubeadm", links: "several" } as const;
  assert.deepEqual(warnedBy({ ...several, addressing: "dhcp" }), ["links.dhcp"]);
  assert.deepEqual(warnedBy({ ...several, addressing: "dhcp", overlay: true }), []);
  assert.deepEqual(warnedBy({ ...several, addressing: "static" }), []);
});

test("storage that nobody tried there is a warning, and a network is refused", () => {
  assert.deepEqual(warnedBy({ distribution: "k3s", csi: "longhorn" }), ["storage"]);
  assert.deepEqual(warnedBy({ distribution: "k3s", csi: "rook-ceph" }), []);
  assert.deepEqual(warnedBy({ distribution: "canonical", csi: "longhorn" }), []);
  assert.deepEqual(refusedBy({ distribution: "k3s", csi: "longhorn" }), []);
  assert.deepEqual(refusedBy({ distribution: "k3s", cni: "weave" }), ["network"]);
});

test("arm64 is verified on one family of boards", () => {
  const arm = { distribution: "k3s", architecture: "arm64" } as const;
  assert.deepEqual(warnedBy({ ...arm, board: "orin" }), []);
  assert.deepEqual(warnedBy({ ...arm, board: "other" }), ["architecture.board"]);
  assert.deepEqual(warnedBy(arm), ["architecture.board"]);
});
