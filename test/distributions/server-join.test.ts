import assert from "node:assert/strict";
import { test } from "node:test";
import { loadDriver, type PlanRequest } from "../../src/distributions/index.ts";
import { beginningObstacles } from "../../src/distributions/shared/join-obstacles.ts";
import { known, knownValue } from "../../src/engine/index.ts";
import { summarizeCluster } from "../../src/status/index.ts";
import type { Bench } from "../support/k3s-bench.ts";
import { createServerSite, type ServerSite } from "../support/server-site.ts";

async function founded(site: ServerSite): Promise<Bench> {
  const first = await site.machine(1);
  const state = await first.run();
  assert.equal(state.state, "succeeded", state.message);
  return first;
}

async function joined(site: ServerSite, number: number, role?: "worker"): Promise<Bench> {
  const [first] = formed.get(site) ?? [];
  assert.ok(first);
  const bench = await site.machine(number, site.joining(role), site.tokenOf(first));
  const state = await bench.run();
  assert.equal(state.state, "succeeded", state.message);
  return bench;
}

const formed = new WeakMap<ServerSite, Bench[]>();

async function siteOf(distribution: "k3s" | "rke2"): Promise<ServerSite & { first: Bench }> {
  const site = createServerSite(distribution);
  const first = await founded(site);
  formed.set(site, [first]);
  return Object.assign(site, { first });
}

for (const distribution of ["k3s", "rke2"] as const) {
  test(`${distribution}: two more servers join one after the other, and each has nothing left to do`, async () => {
    const site = await siteOf(distribution);
    const second = await joined(site, 2);
    const third = await joined(site, 3);
    await site.clock.sleep(3000);
    for (const bench of [site.first, second, third]) {
      const seen = await bench.look();
      const verdict = seen.stores.is === "known" && seen.stores.value[0]?.verdict.is;
      assert.deepEqual(
        { ...summarizeCluster(seen), rebootNow: undefined, verdict },
        {
          title: `${distribution === "k3s" ? "K3s" : "RKE2"} 1.35.3, 3 nodes, Ready`,
          ...{ healthy: true, rebootNow: undefined, verdict: "OK" },
        },
      );
      assert.deepEqual((await bench.plan()).steps, []);
    }
    const config = second.host.text(`/etc/rancher/${distribution}/config.yaml`) ?? "";
    assert.doesNotMatch(config, /K10|^token:/m);
    assert.equal(second.host.mode(`/etc/rancher/${distribution}/join-token`), 0o600);
  });

  test(`${distribution}: a worker joins, is seen by its kubelet's own way, and has no store`, async () => {
    const site = await siteOf(distribution);
    const worker = await joined(site, 2, "worker");
    const seen = await worker.look();
    const { ownership, nodes } = seen.cluster;
    assert.deepEqual(
      { role: ownership && knownValue(ownership)?.role, stores: seen.stores },
      { role: "worker", stores: { is: "absent" } },
    );
    assert.deepEqual(
      knownValue(nodes)?.map(({ name, ready }) => [name, ready]),
      [["edge2", "True"]],
    );
    assert.deepEqual((await worker.plan()).steps, []);
    const all = knownValue((await site.first.look()).cluster.nodes)?.map(({ name }) => name);
    assert.deepEqual(all, ["edge1", "edge2"]);
  });

  test(`${distribution}: join material is what its servers keep, with the pin and where to ask`, async () => {
    const site = await siteOf(distribution);
    const driver = await loadDriver(distribution);
    const seen = (await site.first.look()).cluster;
    const minted = await driver.join?.mint({
      host: site.first.host,
      seen,
      cluster: { name: "rack12", distribution, version: "1.35.3", artefacts: "/opt/artefacts" },
      role: "worker",
      node: "edge9",
      signal: new AbortController().signal,
    });
    const token = site.tokenOf(site.first);
    assert.deepEqual(minted, {
      server: `10.10.216.1:${distribution === "k3s" ? 6443 : 9345}`,
      token: token.replace("::server:", "::node:"),
      pin: `sha256:${token.slice(3, 67)}`,
      role: "worker",
    });
    assert.deepEqual(driver.join?.parse(`K3S_URL=https://10.0.0.1:6443 K3S_TOKEN=${token}\n`), {
      server: "10.0.0.1:6443",
      token,
      pin: `sha256:${token.slice(3, 67)}`,
    });
    assert.equal(driver.join?.parse("something else"), undefined);
  });
}

test("a cluster is not founded while a peer answers", async () => {
  const site = await siteOf("k3s");
  const again = await site.machine(2, { peers: ["10.10.216.1", "10.10.216.9"] });
  const { steps, blocked } = await again.plan();
  assert.deepEqual(
    { steps, codes: blocked.map(({ code }) => code) },
    { steps: [], codes: ["WOULD_SPLIT_CLUSTER"] },
  );
  assert.match(blocked[0]?.message ?? "", /^10\.10\.216\.1 answers on port 6443/);
});

test("nobody is joined whose authority is not the pinned one", async () => {
  const site = await siteOf("k3s");
  const pin = `sha256:${"0".repeat(64)}`;
  const join = { server: "10.10.216.1", token: { secret: "join-token" } };
  const pinned = await site.machine(2, { join: { ...join, pin } }, "0".repeat(32));
  assert.deepEqual(
    (await pinned.plan()).blocked.map(({ code }) => code),
    ["JOIN_PIN"],
  );
  const wrong = await site.machine(2, { join }, `K10${"0".repeat(64)}::server:secret`);
  const state = await wrong.run();
  assert.match(state.message ?? "", /shows another authority than the token is for/);
  assert.equal(wrong.host.text(`/etc/rancher/k3s/join-token`), undefined);
});

test("a short token is made whole by the pin, and refused without one", async () => {
  const site = await siteOf("k3s");
  const [, hash = "", secret = ""] =
    /^K10([0-9a-f]+)::server:(.+)$/.exec(site.tokenOf(site.first)) ?? [];
  const join = { server: "10.10.216.1", token: { secret: "join-token" } };
  const bare = await site.machine(2, { join }, secret);
  assert.match((await bare.plan()).blocked[0]?.message ?? "", /does not say which cluster it is/);
  const pinned = await site.machine(2, { join: { ...join, pin: `sha256:${hash}` } }, secret);
  const state = await pinned.run();
  assert.equal(state.state, "succeeded", state.message);
  assert.equal(pinned.host.text(`/etc/rancher/k3s/join-token`), `K10${hash}::server:${secret}\n`);
});

test("nobody answers where it shall join: said before anything is changed", async () => {
  const site = createServerSite("k3s");
  const alone = await site.machine(2, site.joining(), "x");
  assert.deepEqual(
    (await alone.plan()).blocked.map(({ code }) => code),
    ["JOIN_UNREACHABLE"],
  );
});

test("a cluster in a file of one host takes workers and no second server, and says so", async () => {
  const site = createServerSite("k3s");
  const first = await site.machine(1, { native: { datastore: "sqlite" } });
  await first.run();
  const { join } = await loadDriver("k3s");
  const { cluster: seen } = await first.look();
  const asked = {
    ...{ host: first.host, seen, node: "edge2", signal: new AbortController().signal },
    cluster: { name: "rack12", distribution: "k3s", version: "1.35.3", artefacts: "/opt" },
  };
  await assert.rejects(async () => join?.mint({ ...asked, role: "control-plane" }), {
    code: "JOIN_NOT_OFFERED",
    message: /SQLite/,
  });
  assert.equal((await join?.mint({ ...asked, role: "worker" }))?.role, "worker");
});

const SKEW: readonly [string, "control-plane" | "worker", string, RegExp | undefined][] = [
  ["a worker of the same version", "worker", "1.35.3", undefined],
  ["a worker three minors behind", "worker", "1.32.9", undefined],
  [
    "a worker four minors behind",
    "worker",
    "1.31.9",
    /is 4 minors older: a worker may be 3 behind/,
  ],
  ["a worker that is newer", "worker", "1.36.1", /1\.36\.1 is newer/],
  ["a server that is newer", "control-plane", "1.36.1", /1\.36\.1 is newer/],
];
for (const [title, role, version, refusal] of SKEW)
  test(`versions that go together are asked for: ${title}`, () => {
    const server = "10.10.216.1";
    const join = { server, token: { secret: "join-token" } };
    const seen = { target: known({ server, version: "1.35.3+k3s1" }) };
    const request = { cluster: { name: "rack12", role, version, join }, seen };
    const found = beginningObstacles(
      { title: "K3s", joinPort: 6443 },
      // Nothing else of a request is read here.
      request as unknown as PlanRequest,
      "10.10.216.2",
    );
    assert.deepEqual(
      found.map(({ code }) => code),
      refusal === undefined ? [] : ["JOIN_VERSION"],
    );
    assert.match(found[0]?.message ?? "", refusal ?? /^$/);
  });
