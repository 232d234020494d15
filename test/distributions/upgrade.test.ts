import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClusterSpec } from "../../src/spec/index.ts";
import {
  ARTEFACTS,
  artefactFiles,
  type Bench,
  CLUSTER,
  createBench,
  documentOf,
} from "../support/k3s-bench.ts";
import { operating } from "../support/operating.ts";
import { createRke2Bench, RKE2_CLUSTER, rke2Artefacts } from "../support/rke2-bench.ts";

const NEXT = "/opt/next";
const OLD: ClusterSpec = { ...CLUSTER, version: "1.34.5+k3s1" };
const TO = "1.35.3+k3s1";

type Files = ReturnType<typeof artefactFiles>;

/** Artefacts of another release, in a folder of their own. */
function putNext({ host }: Bench, files: Files): void {
  for (const [path, file] of Object.entries(files)) host.put(path.replace(ARTEFACTS, NEXT), file);
}

async function formedK3s(cluster = OLD): Promise<Bench> {
  const { version } = cluster;
  const bench = await createBench({ document: documentOf(cluster), version });
  const { state, message } = await bench.run();
  assert.equal(state, "succeeded", message);
  putNext(bench, artefactFiles(TO));
  return bench;
}

const upgrading = (bench: Bench, cluster = OLD, params: Record<string, string> = {}) =>
  operating(bench, "upgrade", {
    params: { to: TO, artefacts: NEXT, ...params },
    document: documentOf(cluster),
    distribution: cluster.distribution,
  });

/** What runs, by the word of the program, of the kubelet, and of the file. */
async function versions({ look, host }: Bench) {
  const { installed, nodes } = (await look()).cluster;
  return [
    installed.is === "known" && installed.value.version,
    nodes.is === "known" && nodes.value[0]?.version,
    /VERSION='([^']+)'/.exec(host.text("/usr/local/bin/k3s") ?? "")?.[1],
  ];
}

test("an upgrade saves first, replaces program and images, and says from where there is no way back", async () => {
  const bench = await formedK3s();
  const upgrade = upgrading(bench);
  const plan = await upgrade.plan();
  assert.deepEqual(plan.blocked, []);
  assert.deepEqual(
    plan.steps.map(({ id, impact, commit }) => (commit ? [id, impact, "commit"] : [id, impact])),
    [
      ["k3s.snapshot", "restart"],
      ["k3s.saved", "none"],
      ["k3s.upgrade-begin", "none"],
      ["k3s.binary", "none"],
      ["k3s.images", "none"],
      ["k3s.version", "none"],
      ["k3s.start", "restart"],
      ["k3s.wait-api", "none"],
      ["k3s.wait-datastore", "none"],
      ["k3s.wait-node-registered", "none"],
      ["k3s.wait-node-ready", "none"],
      ["k3s.upgraded", "none", "commit"],
      ["k3s.former-images", "none"],
    ],
  );
  assert.match(plan.skipped.map(({ title }) => title).join("; "), /Move the pods of this node/);
  const state = await upgrade.run();
  assert.equal(state.state, "succeeded", state.message);
  assert.deepEqual(await versions(bench), [TO, TO, TO]);
  const paths = bench.host.paths();
  assert.ok(paths.includes("/usr/local/bin/k3s.prev"), "the former program is kept");
  assert.deepEqual(
    paths.filter((path) => /agent\/images\/.*prev/.test(path)),
    [],
  );
  const saved = "/var/lib/rancher/bringup-snapshots/rack12/pre-upgrade-1.34.5-k3s1/record.json";
  assert.match(bench.host.text(saved) ?? "", /"version": "1\.34\.5\+k3s1"/);
  const again = await upgrade.plan();
  assert.deepEqual([again.steps, again.blocked], [[], []]);
  assert.match(again.skipped[0]?.reason ?? "", /1\.35\.3\+k3s1 is installed/);
});

test("RKE2 goes to the next version by its archive, and nothing of the former one is left but its program", async () => {
  const cluster: ClusterSpec = { ...RKE2_CLUSTER, version: "1.34.5+rke2r1" };
  const bench = await createRke2Bench(cluster, { version: "1.34.5+rke2r1" });
  assert.equal((await bench.run()).state, "succeeded");
  putNext(bench, rke2Artefacts("1.35.3+rke2r1"));
  const upgrade = upgrading(bench, cluster, { to: "1.35.3+rke2r1" });
  const plan = await upgrade.plan();
  assert.deepEqual(
    plan.steps.map(({ id }) => id).filter((id) => !id.includes("wait")),
    [
      "rke2.snapshot",
      "rke2.upgrade-begin",
      "rke2.unpack",
      "rke2.images-core",
      "rke2.images-canal",
      "rke2.version",
      "rke2.start",
      "rke2.upgraded",
      "rke2.former-images",
    ],
  );
  const state = await upgrade.run();
  assert.equal(state.state, "succeeded", state.message);
  assert.deepEqual((await versions(bench)).slice(0, 2), ["1.35.3+rke2r1", "1.35.3+rke2r1"]);
  assert.deepEqual(
    bench.host.paths().filter((path) => /images\/.*prev/.test(path)),
    [],
  );
});

test("taken back before the new version was Ready, the former one runs again with its files", async () => {
  const bench = await formedK3s();
  const before = bench.host.paths();
  bench.host.put("/etc/bringup/stand-in.json", JSON.stringify({ fail: "never-ready" }));
  const upgrade = upgrading(bench);
  const paused = await upgrade.run();
  assert.equal(paused.state, "paused");
  assert.equal((await versions(bench))[1], TO, "it was in the middle of it");
  await bench.host.files.remove("/etc/bringup/stand-in.json");
  const state = await upgrade.cancel(paused.id);
  assert.equal(state.message, "cancelled; everything this run did was taken back");
  for (let seconds = 0; seconds < 30; seconds++) await bench.host.clock.sleep(1000);
  assert.deepEqual(await versions(bench), [OLD.version, OLD.version, OLD.version]);
  const more = bench.host.paths().filter((path) => !before.includes(path));
  assert.deepEqual(
    more.filter((path) => !path.includes("/pre-upgrade-1.34.5-k3s1/")),
    [],
    "but for the snapshot, which stays",
  );
});

const REFUSALS: readonly {
  readonly title: string;
  readonly code: string;
  readonly message: RegExp;
  readonly params?: Record<string, string>;
  readonly change?: (bench: Bench) => void | Promise<void>;
}[] = [
  {
    title: "two minors at once",
    params: { to: "1.36.2+k3s1" },
    code: "VERSION_SKIPS",
    message: /1\.36\.2\+k3s1 is more than one minor ahead/,
  },
  {
    title: "an older patch of the same minor",
    params: { to: "1.34.4+k3s1" },
    code: "VERSION_DOWN",
    message: /1\.34\.4\+k3s1 is older/,
  },
  {
    title: "an older build of the same patch",
    params: { to: "1.34.5+k3s0" },
    code: "VERSION_DOWN",
    message: /is older/,
  },
  {
    title: "artefacts of another version",
    params: { to: "1.35.4+k3s1" },
    code: "ARTEFACT_VERSION",
    message: /the artefacts are K3s 1\.35\.3\+k3s1, 1\.35\.4\+k3s1 is asked for/,
  },
  {
    title: "no artefacts",
    params: { artefacts: "/media/stick" },
    code: "ARTEFACT_MISSING",
    message: /no directory \/media\/stick/,
  },
  {
    title: "a host on cgroup v1",
    change: ({ host }) => host.put("/sys/fs/cgroup/memory/memory.limit_in_bytes", "1\n"),
    code: "k3s.upgrade-begin",
    message: /needs cgroup v2, and this host runs v1/,
  },
  {
    title: "a service that stands still",
    change: ({ host }) => host.units.stop("k3s.service", { timeoutMs: 1000 }),
    code: "VERSION_SKEW",
    message: /the API does not answer/,
  },
];

for (const { title, code, message, params = {}, change } of REFUSALS)
  test(`an upgrade is refused before anything is changed: ${title}`, async () => {
    const bench = await formedK3s();
    await change?.(bench);
    const before = bench.host.effects.length;
    const { blocked } = await upgrading(bench, OLD, params).plan();
    assert.equal(blocked[0]?.code, code);
    assert.match(blocked[0]?.message ?? "", message);
    assert.notEqual(blocked[0]?.hint, "");
    assert.equal(bench.host.effects.length, before);
  });

test("a template for the former containerd is not carried along unseen", async () => {
  const cluster: ClusterSpec = { ...CLUSTER, version: "1.31.4+k3s1" };
  const bench = await formedK3s(cluster);
  putNext(bench, artefactFiles("1.32.3+k3s1"));
  const upgrade = upgrading(bench, cluster, { to: "1.32.3+k3s1" });
  assert.deepEqual((await upgrade.plan()).blocked, []);
  bench.host.put("/var/lib/rancher/k3s/agent/etc/containerd/config.toml.tmpl", "version = 2\n");
  assert.match(
    (await upgrade.plan()).blocked[0]?.message ?? "",
    /containerd 2, which does not read it/,
  );
});

test("the version is current only once it runs: a program that was replaced goes on as it was", async () => {
  const bench = await formedK3s();
  const file = artefactFiles(TO)[`${ARTEFACTS}/k3s`];
  assert.ok(file !== undefined);
  bench.host.put("/usr/local/bin/k3s", file);
  const { k3s } = await import("../../src/distributions/k3s/index.ts");
  const said = async (version: string) =>
    k3s
      .conditions({ ...CLUSTER, version }, await bench.look())
      .find(({ type }) => type === "VersionCurrent");
  assert.equal((await said(OLD.version))?.reason, "OtherVersion");
  assert.deepEqual(
    [(await said(TO))?.reason, (await said(TO))?.message],
    ["RestartNeeded", `${TO} is installed, and ${OLD.version} still runs`],
  );
});
