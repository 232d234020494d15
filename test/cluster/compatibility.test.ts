import assert from "node:assert/strict";
import { test } from "node:test";
import { hostRefusals } from "../../src/cluster/compatibility.ts";
import { clusterIssues, planCluster } from "../../src/cluster/index.ts";
import { type ClusterObservation, loadDriver, OBSERVED } from "../../src/distributions/index.ts";
import { known } from "../../src/engine/index.ts";
import type { Inventory } from "../../src/inventory/index.ts";
import type { ClusterSpec, EdgeHost } from "../../src/spec/index.ts";
import { createBench, documentOf, INVENTORY } from "../support/k3s-bench.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const signal = new AbortController().signal;
const FIPS: Partial<EdgeHost["spec"]> = { checks: { features: ["fips"] } };
const wanted = (more: Partial<EdgeHost["spec"]>): EdgeHost => {
  const document = documentOf();
  return { ...document, spec: { ...document.spec, ...more } };
};
const on = (id: string, version: string, more: Partial<Inventory> = {}): Inventory => ({
  ...INVENTORY,
  os: known({ id, version, prettyName: id, isKairos: false }),
  ...more,
});

test("a combination that cannot be is refused at entry, with its rule and where it is written", async () => {
  const issues = clusterIssues(await loadDriver("k3s"), wanted(FIPS), NOW);
  assert.deepEqual(issues, [
    {
      severity: "error",
      path: "spec.checks.features",
      message: "does not fit: K3s has no build with FIPS",
      hint: "Use a distribution that has one, or leave fips out of the features. Rule fips: Palette documentation, Edge architecture.",
    },
  ]);
});

test("several links with DHCP are warned about, and one link, or static addresses, are not", async () => {
  const driver = await loadDriver("k3s");
  const link = (name: string, method: "dhcp" | "static") => ({ name, ipv4: { method } });
  const said = (...interfaces: readonly ReturnType<typeof link>[]) =>
    clusterIssues(driver, wanted({ network: { interfaces } }), NOW).map(
      ({ severity, path }) => `${severity} ${path}`,
    );
  assert.deepEqual(said(link("eth0", "dhcp"), link("eth1", "static")), [
    "warning spec.network.interfaces",
  ]);
  assert.deepEqual(said(link("eth0", "dhcp")), []);
  assert.deepEqual(said(link("eth0", "static"), link("eth1", "static")), []);
});

interface Asked extends Omit<Partial<EdgeHost["spec"]>, "cluster"> {
  readonly cluster?: Partial<ClusterSpec>;
}
type Features = NonNullable<EdgeHost["spec"]["checks"]>["features"];

/** Severity, field and rule of each thing that is said of a document. */
async function saidOf(
  id: string,
  features: Features,
  { cluster, ...more }: Asked = {},
): Promise<readonly string[]> {
  const version = id === "canonical" ? "1.35.2" : "1.35.3";
  const own = { name: "a", distribution: id, version, artefacts: "/opt/a", ...cluster };
  const document = wanted({ ...more, cluster: own, checks: { features } });
  return clusterIssues(await loadDriver(id), document, NOW).map(
    ({ severity, path, hint }) => `${severity} ${path} ${/Rule ([^:]+): \S/.exec(hint ?? "")?.[1]}`,
  );
}

const ASKED = "spec.checks.features";
const LOCAL = { registration: { mode: "local" } } as const;

test("what a site has asked for and a distribution cannot be is refused at entry, each by its rule", async () => {
  assert.deepEqual(await saidOf("canonical", ["vertex"]), [`error ${ASKED} edition`]);
  assert.deepEqual(await saidOf("canonical", ["agent-mode", "custom-path"]), [
    `error ${ASKED} mode.path`,
  ]);
  assert.deepEqual(await saidOf("canonical", ["overlay"], LOCAL), [
    `error ${ASKED} overlay.local`,
    `warning ${ASKED} overlay.founder`,
  ]);
  for (const id of ["k3s", "rke2", "kubeadm"]) {
    assert.deepEqual(await saidOf(id, ["vertex", "agent-mode", "custom-path"]), [], id);
    assert.deepEqual(await saidOf(id, ["overlay"], LOCAL), [`warning ${ASKED} overlay.founder`]);
  }
});

test("a cluster of two nodes is never founded here, and a site of two servers is warned about", async () => {
  for (const { id } of OBSERVED) {
    const said = await saidOf(id, ["two-node"]);
    assert.ok(said.includes(`error ${ASKED} two-node.founder`), `${id}: ${said}`);
    const cluster = { peers: ["10.10.216.82"] };
    const two = await saidOf(id, [], { cluster });
    assert.deepEqual(
      two.map((text) => text.split(" ").slice(0, 2).join(" ")),
      ["warning spec.cluster.peers"],
      id,
    );
  }
});

test("the overlay leaves no room for a virtual address, and wants to know its static ones", async () => {
  const cluster = { vip: "10.10.216.100" };
  const network = { interfaces: [{ name: "eth0", ipv4: { method: "static" as const } }] };
  assert.deepEqual(await saidOf("kubeadm", ["overlay"], { cluster, network }), [
    "warning spec.network.interfaces overlay.static",
    "warning spec.cluster.vip overlay.vip",
    `warning ${ASKED} overlay.founder`,
  ]);
});

test("a version past its end of life is warned about, and planned all the same", async () => {
  const { cluster } = documentOf().spec;
  assert.ok(cluster);
  const old = wanted({ cluster: { ...cluster, version: "1.31.4+k3s1" } });
  const issues = clusterIssues(await loadDriver("k3s"), old, NOW);
  assert.deepEqual(
    issues.map(({ severity, path }) => `${severity} ${path}`),
    ["warning spec.cluster.version"],
  );
});

test("what the distribution refuses itself is not said twice", async () => {
  const { cluster } = documentOf().spec;
  assert.ok(cluster);
  const issues = clusterIssues(
    await loadDriver("k3s"),
    wanted({ cluster: { ...cluster, cni: "cilium" } }),
    NOW,
  );
  assert.deepEqual(
    issues.map(({ path }) => path),
    ["spec.cluster.cni"],
  );
});

test("on a host where it cannot be nothing is planned, and the rule is named", async () => {
  const { host } = await createBench();
  const features: EdgeHost["spec"]["checks"] = { features: ["virtual-machines"] };
  const inventory = on("ubuntu", "24.04", {
    virtualization: known({ kind: "none", canHost: false }),
  });
  const request = { host, inventory, signal, secretDigest: () => undefined };
  const { steps, blocked } = await planCluster({
    ...request,
    document: wanted({ checks: features }),
  });
  assert.deepEqual(steps, []);
  assert.deepEqual(
    blocked.map(({ code }) => code),
    ["COMBINATION_UNSUPPORTED"],
  );
  assert.match(blocked[0]?.hint ?? "", /Rule virtual-machines\.processor: /);
  const practised = await planCluster({
    ...{ ...request, mode: "rehearsal" },
    document: wanted({ checks: features }),
  });
  assert.ok(practised.steps.length > 0, JSON.stringify(practised.blocked));
  const said = practised.skipped.find(({ title }) => title === "What goes together");
  assert.match(said?.reason ?? "", /on a real host this blocks\. .*Rule virtual-machines/);
  const plain = await planCluster({ ...request, document: documentOf() });
  assert.ok(plain.steps.length > 0, JSON.stringify(plain.blocked));
});

test("a cluster that is formed is looked after, whatever the matrix says today", async () => {
  const driver = await loadDriver("k3s");
  // Whose it is decides; nothing else of what was seen is asked.
  const seen = (committed: boolean) =>
    ({
      ownership: known({ by: "this-tool", evidence: "claim", committed }),
    }) as unknown as ClusterObservation;
  const judged = (committed: boolean) =>
    hostRefusals(driver, {
      document: wanted(FIPS),
      inventory: on("ubuntu", "24.04"),
      seen: seen(committed),
      nowMs: NOW,
    }).length;
  assert.deepEqual([judged(false) > 0, judged(true)], [true, 0]);
});

async function canonical() {
  const entry = OBSERVED.find(({ id }) => id === "canonical");
  assert.ok(entry);
  return await entry.load();
}

test("an image that does not say what it was made of is refused nothing for its system", async () => {
  const { compatibility } = await canonical();
  assert.ok(compatibility);
  const driver = { ...(await loadDriver("k3s")), compatibility };
  const refused = (inventory: Inventory) =>
    hostRefusals(driver, {
      document: documentOf(),
      inventory,
      seen: {} as ClusterObservation,
      nowMs: NOW,
    }).map(({ hint }) => /Rule ([^:]+)/.exec(hint)?.[1]);
  assert.ok(!refused(on("kairos", "3")).includes("system"));
  assert.ok(refused(on("debian", "12")).includes("system"));
});
