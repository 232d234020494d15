import assert from "node:assert/strict";
import { test } from "node:test";
import { KIND } from "../../src/distributions/k3s/stand-in/kind.ts";
import { openStores } from "../../src/distributions/k3s/stores.ts";
import { createMemoryServer } from "../../src/distributions/shared/stand-in/memory.ts";
import { createStandInSite, type StandInSite } from "../../src/distributions/stand-in/site.ts";
import { createManualClock, createMemoryHost, type MemoryHost } from "../../src/host/index.ts";
import { kubeGet, kubeWrite, parseKubeconfig } from "../../src/kube/index.ts";
import { SITE_MACHINE } from "../support/site.ts";
import { reportsOf } from "../support/stores.ts";

const VERSION = "1.35.3+k3s1";
const SIGNAL = new AbortController().signal;

interface Site {
  readonly site: StandInSite;
  start(number: number, config: string, unit?: string): Promise<MemoryHost>;
  sleep(ms: number): Promise<void>;
}

function createSite(): Site {
  const site = createStandInSite();
  const clock = createManualClock();
  return {
    site,
    sleep: (ms) => clock.sleep(ms),
    async start(number, config, unit = KIND.unit) {
      const standIn = createMemoryServer(KIND, { version: VERSION, site });
      const host = createMemoryHost({
        clock,
        files: {
          ...SITE_MACHINE,
          [KIND.configPath]: `node-name: edge${number}\nnode-ip: 10.0.0.${number}\n${config}`,
        },
        units: { [unit]: { active: "inactive", sub: "dead", enabled: "enabled", restarts: 0 } },
        commands: standIn.commands,
        services: standIn.services,
        http: standIn.http,
      });
      standIn.attach(host, `10.0.0.${number}`);
      await host.units.start(unit);
      return host;
    },
  };
}

const tokenOf = (host: MemoryHost) => (host.text("/var/lib/rancher/k3s/server/token") ?? "").trim();
const joins = (token: string) => `server: https://10.0.0.1:6443\ntoken: ${token}\n`;

function accessOf(host: MemoryHost) {
  const access = parseKubeconfig(host.text("/etc/rancher/k3s/k3s.yaml") ?? "");
  assert.ok(access);
  return access;
}

async function membersSeenBy(host: MemoryHost): Promise<string> {
  const stores = openStores(host);
  const looked = await stores.look(SIGNAL);
  stores.close();
  assert.ok(looked.is === "known");
  const [store] = reportsOf(looked.value);
  const names = store?.members.map(
    ({ name, role, reach }) => `${name.slice(0, 5)} ${role} ${reach}`,
  );
  return `${store?.verdict.is}: ${names?.toSorted().join(", ")}`;
}

async function nodesSeenBy(host: MemoryHost): Promise<readonly string[]> {
  const answer = await kubeGet(host, accessOf(host), "/api/v1/nodes");
  assert.ok(answer.is === "ok", JSON.stringify(answer));
  const { items } = answer.body as { items: { metadata: { name: string } }[] };
  return items.map(({ metadata }) => metadata.name).toSorted();
}

async function formSite() {
  const site = createSite();
  const first = await site.start(1, "cluster-init: true\n");
  await site.sleep(6000);
  const second = await site.start(2, joins(tokenOf(first)));
  await site.sleep(12_000);
  const third = await site.start(3, joins(tokenOf(first)));
  await site.sleep(12_000);
  return { ...site, first, second, third };
}

test("three stand-ins form a cluster: each is a learner, then a voter, and all see the same", async () => {
  const { first, second, third } = await formSite();
  for (const host of [first, second, third]) {
    assert.equal(
      await membersSeenBy(host),
      "OK: edge1 voter online, edge2 voter online, edge3 voter online",
    );
    assert.deepEqual(await nodesSeenBy(host), ["edge1", "edge2", "edge3"]);
  }
});

test("a change needs a majority: with one of three nothing is written, with two it is", async () => {
  const { first, second, third, sleep } = await formSite();
  const object = { spec: { unschedulable: true } };
  const cordon = { method: "PATCH", path: "/api/v1/nodes/edge3", object } as const;
  third.powerCut();
  await sleep(6000);
  assert.equal((await kubeWrite(first, accessOf(first), cordon)).is, "ok");
  second.powerCut();
  await sleep(6000);
  const refused = await kubeWrite(first, accessOf(first), cordon);
  assert.ok(refused.is === "refused" && refused.status === 500, JSON.stringify(refused));
  // The whole site comes back, the one that missed the change first.
  first.powerCut();
  for (const host of [third, first, second]) {
    await host.boot();
    await sleep(3000);
  }
  await sleep(6000);
  const answer = await kubeGet(third, accessOf(third), "/api/v1/nodes/edge3");
  assert.ok(answer.is === "ok" && /"unschedulable":true/.test(answer.text), JSON.stringify(answer));
});

test("the annotation removes a member, which joins again by itself unless its unit is stopped", async () => {
  const { first, third, sleep } = await formSite();
  const annotations = { "etcd.k3s.cattle.io/remove": "true" };
  const object = { metadata: { annotations } };
  await kubeWrite(first, accessOf(first), { method: "PATCH", path: "/api/v1/nodes/edge3", object });
  await sleep(2500);
  const node = await kubeGet(first, accessOf(first), "/api/v1/nodes/edge3");
  assert.match(
    node.is === "ok" ? node.text : "",
    /"etcd.k3s.cattle.io\/removed-node-name":"edge3-/,
  );
  assert.equal(await membersSeenBy(first), "AT RISK: edge1 voter online, edge2 voter online");
  const journal = await third.units.journal(KIND.unit, { lines: 50 });
  assert.match(JSON.stringify(journal), /has been removed from the cluster/);
  assert.notEqual(third.text("/var/lib/rancher/k3s/server/db/etcd/tombstone"), undefined);
});

test("a wrong authority or a wrong secret ends a server at once, and an agent tries for ever", async () => {
  const site = createSite();
  const first = await site.start(1, "cluster-init: true\n");
  await site.sleep(6000);
  const saidBy = async (config: string, unit?: string) => {
    const host = await site.start(2, config, unit);
    await site.sleep(1500);
    return JSON.stringify(await host.units.journal(unit ?? KIND.unit, { lines: 50 }));
  };
  const wrongCa = `K10${"0".repeat(64)}::server:secret`;
  assert.match(await saidBy(joins(wrongCa)), /token CA hash does not match/);
  const wrongSecret = tokenOf(first).replace(/[^:]+$/, "wrong");
  assert.match(await saidBy(joins(wrongSecret)), /server-bootstrap: 401 Unauthorized/);
  assert.match(await saidBy(joins(wrongSecret), KIND.agentUnit), /serving-kubelet.crt: 401/);
  assert.match(await saidBy("server: https://10.0.0.1:6443\n"), /K3S_TOKEN is required to join/);
});

test("an agent is a node of the cluster, and its kubelet may read itself alone", async () => {
  const site = createSite();
  const first = await site.start(1, "cluster-init: true\nflannel-backend: vxlan\n");
  await site.sleep(8000);
  const agent = await site.start(2, joins(tokenOf(first)), KIND.agentUnit);
  await site.sleep(5000);
  assert.deepEqual(await nodesSeenBy(first), ["edge1", "edge2"]);
  const folder = "/var/lib/rancher/k3s/agent";
  const read = (name: string) => agent.text(`${folder}/${name}`) ?? "";
  const tls = {
    ca: read("server-ca.crt"),
    cert: read("client-kubelet.crt"),
    key: read("client-kubelet.key"),
  };
  const access = { server: "https://127.0.0.1:6444", tls };
  assert.equal((await kubeGet(agent, access, "/api/v1/nodes/edge2")).is, "ok");
  const other = await kubeGet(agent, access, "/api/v1/nodes/edge1");
  assert.ok(other.is === "refused" && other.status === 403);
});
