import assert from "node:assert/strict";
import { test } from "node:test";
import { observeNoProxy } from "../../src/cluster/index.ts";
import { known, unknown } from "../../src/engine/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import type { Nic } from "../../src/inventory/index.ts";
import { API_VERSION, type EdgeHostSpec, KIND } from "../../src/spec/index.ts";

const ROUTES = [
  "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT",
  "eth1\t00000000\t0100140A\t0003\t0\t0\t100\t00000000\t0\t0\t0",
].join("\n");

function nic(name: string, ...addresses: readonly string[]): Nic {
  return {
    name,
    mac: "52:54:00:00:00:01",
    kind: "ethernet",
    carrier: known(true),
    mtu: 1500,
    addresses: addresses.map((text) => {
      const [address = "", prefix] = text.split("/");
      const family = address.includes(":") ? "ipv6" : "ipv4";
      const method = /^fe80/.test(address) ? "link-local" : "permanent";
      return { family, address, prefix: Number(prefix), method };
    }),
  };
}

const NICS = known([
  nic("lo", "127.0.0.1/8"),
  nic("docker0", "172.17.0.1/16"),
  nic("eth0", "10.10.216.81/24", "fe80::1/64"),
  nic("eth1", "10.20.0.5/22", "2001:db8:20::5/64"),
  nic("cni0", "10.42.0.1/24"),
]);

async function entriesOf(
  spec: EdgeHostSpec,
  nics: typeof NICS | ReturnType<typeof unknown> = NICS,
) {
  const host = createMemoryHost({ files: { "/proc/net/route": ROUTES } });
  const document = { apiVersion: API_VERSION, kind: KIND, spec } as const;
  const entries = await observeNoProxy(host, { document, nics });
  return entries.map(({ entry, reason }) => `${entry} ${reason}`).slice(3);
}

test("the networks of every interface are kept from the proxy, the node's first, containers' never", async () => {
  assert.deepEqual(await entriesOf({}), [
    "10.20.0.0/22 network of eth1",
    "10.10.216.0/24 network of eth0",
    "2001:db8:20::/64 network of eth1",
    "10.20.0.5 this node",
  ]);
});

test("networks that are asked for and not there yet count, as do the defaults of the distribution", async () => {
  const spec: EdgeHostSpec = {
    network: {
      interfaces: [{ name: "eth0.7", ipv4: { method: "static", addresses: ["192.168.7.9/26"] } }],
    },
    proxy: { https: "http://proxy.example:3128", noProxy: [".site.example"] },
    cluster: {
      name: "rack12",
      distribution: "k3s",
      version: "1.35.3",
      artefacts: "/opt/artefacts",
      nodeIp: "10.10.216.81",
      vip: "10.10.216.100",
      registries: [{ host: "docker.io", endpoints: ["https://registry.lan:5000"] }],
    },
  };
  assert.deepEqual(await entriesOf(spec), [
    ".svc services",
    ".svc.cluster.local services",
    ".cluster.local cluster domain",
    "kubernetes Kubernetes API",
    "kubernetes.default Kubernetes API",
    "10.43.0.0/16 services",
    "10.43.0.1 Kubernetes API",
    "10.42.0.0/16 pods",
    "10.20.0.0/22 network of eth1",
    "10.10.216.0/24 network of eth0",
    "2001:db8:20::/64 network of eth1",
    "192.168.7.0/26 network of eth0.7",
    "10.10.216.81 this node",
    "10.10.216.100 virtual address",
    "registry.lan registry of the site",
    ".site.example your entry",
  ]);
});

test("interfaces that cannot be read leave their networks out, and nothing else", async () => {
  const spec: EdgeHostSpec = { proxy: { http: "http://p:1", noProxy: ["a.test"] } };
  assert.deepEqual(await entriesOf(spec, unknown("ip failed")), ["a.test your entry"]);
});
