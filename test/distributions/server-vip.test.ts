import assert from "node:assert/strict";
import { test } from "node:test";
import { loadDriver } from "../../src/distributions/index.ts";
import { tarOf } from "../../src/distributions/stand-in/tar.ts";
import { digestOf } from "../../src/engine/index.ts";
import { kubeApply, kubeGet, parseKubeconfig } from "../../src/kube/index.ts";
import { ARTEFACTS, type Bench, benchOn } from "../support/k3s-bench.ts";
import { createServerSite } from "../support/server-site.ts";

const VIP = "10.10.216.100";
const FOUNDER = "10.10.216.1";
const DISTRIBUTIONS = ["k3s", "rke2"] as const;

const dataOf = (distribution: string) => `/var/lib/rancher/${distribution}`;
const manifestIn = (bench: Bench, distribution: string) =>
  bench.host.text(`${dataOf(distribution)}/server/manifests/kube-vip.yaml`);

async function endpointOf(bench: Bench, distribution: (typeof DISTRIBUTIONS)[number]) {
  const { conditions } = await loadDriver(distribution);
  const all = conditions(undefined, await bench.look());
  const found = all.find(({ type }) => type === "EndpointAnswering");
  return `${found?.status} ${found?.reason}`;
}

for (const distribution of DISTRIBUTIONS) {
  const port = distribution === "k3s" ? 6443 : 9345;
  const etcd = distribution === "k3s" ? { native: { datastore: "etcd" } } : {};

  test(`${distribution}: the founder announces the address, another server comes by it and takes it over, a worker keeps it`, async () => {
    const { site, machine, joining, tokenOf, clock } = createServerSite(distribution);
    const first = await machine(1, { vip: VIP });
    const state = await first.run();
    assert.equal(state.state, "succeeded", state.message);
    const ids = state.steps.map(({ id }) => id);
    const waits = ["wait-node-ready", "endpoint"].map((id) => ids.indexOf(`${distribution}.${id}`));
    assert.deepEqual(waits, [waits[0], (waits[0] ?? 0) + 1]);
    const archive = `${dataOf(distribution)}/agent/images/kube-vip-images-amd64.tar`;
    assert.ok(first.host.text(archive)?.includes("ghcr.io/kube-vip/kube-vip:v"));

    const token = tokenOf(first);
    const second = await machine(2, { ...joining(), vip: VIP }, token);
    assert.equal((await second.run()).state, "succeeded");
    assert.equal(manifestIn(second, distribution), manifestIn(first, distribution));
    const mode = second.host.mode(`${dataOf(distribution)}/server/manifests/kube-vip.yaml`);
    assert.equal(mode, 0o600);
    const worker = await machine(3, { ...joining("worker"), vip: VIP, ...etcd }, token);
    assert.equal((await worker.run()).state, "succeeded");
    assert.equal(manifestIn(worker, distribution), undefined);
    for (const { host } of [second, worker])
      assert.match(
        host.text(`/etc/rancher/${distribution}/config.yaml`) ?? "",
        new RegExp(`^server: https://10\\.10\\.216\\.100:${port}$`, "m"),
      );
    for (const bench of [first, second, worker]) {
      assert.deepEqual((await bench.plan()).steps, []);
      assert.equal(await endpointOf(bench, distribution), "True Answering");
    }

    const asked = { host: VIP, port, method: "GET", path: "/ping" } as const;
    site.unplug(FOUNDER);
    assert.equal(await site.wire(asked), undefined);
    await clock.sleep(3000);
    assert.equal((await site.wire(asked))?.status, 200, "the other server has it now");
  });

  test(`${distribution}: an address that leads elsewhere stops the run before anybody is told to come by it`, async () => {
    const { site, machine } = createServerSite(distribution);
    site.lead(VIP, "10.10.216.9");
    const first = await machine(1, { vip: VIP });
    const paused = await first.run();
    const failed = paused.steps.find(({ state }) => state === "failed");
    assert.equal(failed?.id, `${distribution}.endpoint`);
    assert.match(paused.message ?? "", /10\.10\.216\.100:6443/);
    const { ownership } = (await first.look()).cluster;
    assert.equal(ownership?.is === "known" && ownership.value.committed, false);
    assert.equal(await endpointOf(first, distribution), "False NoAnswer");
    site.lead(VIP, undefined);
    assert.equal((await first.resume(paused.id)).state, "succeeded");
  });

  test(`${distribution}: the image that announces it has to be among the artefacts, in the version that is written`, async () => {
    const { machine } = createServerSite(distribution);
    const first = await machine(1, { vip: VIP });
    assert.equal(await endpointOf(first, distribution), "Unknown NotAsked");
    const archive = `${ARTEFACTS}/kube-vip-images-amd64.tar`;
    const list = [{ RepoTags: ["ghcr.io/kube-vip/kube-vip:v0.0.1"], Layers: [] }];
    const content = tarOf({ "manifest.json": JSON.stringify(list) });
    const sums = `${ARTEFACTS}/sha256sum-amd64.txt`;
    const published = (first.host.text(sums) ?? "").replace(
      /^\w+(?= {2}kube-vip)/m,
      digestOf(content),
    );
    first.host.put(sums, published);
    first.host.put(archive, { content });
    const other = await first.plan();
    await first.host.files.remove(archive);
    const none = await first.plan();
    assert.deepEqual(
      [other, none].map(({ steps, blocked }) => [steps.length, blocked.map(({ code }) => code)]),
      [
        [0, ["IMAGE_MISSING"]],
        [0, ["ARTEFACT_MISSING"]],
      ],
    );
  });
}

test("K3s with SQLite has one server for ever: nothing is announced, and it is said when it is entered", async () => {
  const cluster = { vip: VIP, native: { datastore: "sqlite" } };
  const { machine } = createServerSite("k3s");
  const first = await machine(1, cluster);
  const { skipped, steps } = await first.plan();
  assert.deepEqual(
    [skipped.filter(({ title }) => title.includes(VIP)).length, steps.some(isOfVip)],
    [1, false],
  );
  const { validate } = await loadDriver("k3s");
  const given = { name: "a", distribution: "k3s", version: "1.35.3", artefacts: "/a", ...cluster };
  const warned = (more: object) => validate({ ...given, ...more }).map(({ path }) => path);
  assert.deepEqual(
    [warned({}), warned({ native: { datastore: "etcd" } })],
    [["spec.cluster.vip"], []],
  );
});

const isOfVip = ({ id }: { readonly id: string }) => /vip|endpoint/.test(id);

for (const distribution of DISTRIBUTIONS)
  test(`${distribution}: an address that the document names no more is given back: what announced it goes, from the cluster too`, async () => {
    const { machine, given } = createServerSite(distribution);
    const first = await machine(1, { vip: VIP });
    assert.equal((await first.run()).state, "succeeded");
    const seen = parseKubeconfig(
      first.host.text(`/etc/rancher/${distribution}/${distribution}.yaml`) ?? "",
    );
    assert.ok(seen);
    const path = "/apis/apps/v1/namespaces/kube-system/daemonsets/kube-vip";
    const object = { apiVersion: "apps/v1", kind: "DaemonSet", metadata: { name: "kube-vip" } };
    await kubeApply(first.host, seen, { path, object, manager: "k3s" });
    assert.equal((await kubeGet(first.host, seen, path)).is, "ok");
    const { document, inventory } = given(1);
    const without = await benchOn(first.host, document, { inventory });
    const planned = await without.plan();
    assert.deepEqual(
      planned.steps.flatMap(({ id }) => (id.includes(".wait-") ? [] : [id.split(".")[1]])),
      ["config", "start", "vip-gone"],
    );
    const ended = await without.run();
    assert.equal(ended.state, "succeeded", ended.message);
    assert.equal(manifestIn(first, distribution), undefined);
    assert.equal((await kubeGet(first.host, seen, path)).is, "missing");
    assert.deepEqual((await without.plan()).steps, []);
  });
