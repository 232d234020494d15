import assert from "node:assert/strict";
import { test } from "node:test";
import { known } from "../../src/engine/index.ts";
import { links } from "../../src/settings/links.ts";
import { API_VERSION, type EdgeHost, type EdgeHostSpec, KIND } from "../../src/spec/index.ts";
import { networkHost } from "../support/network-host.ts";

const { signal } = new AbortController();

function documentOf(network: EdgeHostSpec["network"]): EdgeHost {
  return { apiVersion: API_VERSION, kind: KIND, spec: { network } };
}

const HOST = networkHost({
  links: {
    eth0: { addresses: ["dhcp 10.0.0.2/24"], gateways: ["10.0.0.1"] },
    eth1: { carrier: false },
    "eth0.7": { vlan: { parent: "eth0", id: 7 }, addresses: ["10.7.0.2/24"] },
    cali1234: { kind: "virtual" },
  },
  networkd: {
    eth0: "/etc/systemd/network/10-bringup-eth0.network",
    eth1: "/etc/systemd/network/20-site.network",
    "eth0.7": "/usr/lib/systemd/network/80-vlan.network",
  },
});

async function rowsFor(network: EdgeHostSpec["network"]) {
  const seen = await links.observe(HOST, signal);
  return links.rows({ document: documentOf(network), seen, noProxy: [] });
}

test("every link is shown with what it has and who configures it; those of pods are left out", async () => {
  assert.deepEqual(await rowsFor(undefined), [
    {
      path: "seen.network.eth0",
      title: "eth0",
      seen: known("DHCP 10.0.0.2/24, gateway 10.0.0.1"),
      inForce: undefined,
      note: "From this document, through systemd-networkd.",
    },
    {
      path: "seen.network.eth0.7",
      title: "eth0.7",
      seen: known("static 10.7.0.2/24"),
      inForce: undefined,
      note: "As usual with systemd-networkd; nobody here chose it.",
    },
    {
      path: "seen.network.eth1",
      title: "eth1",
      seen: known("no cable"),
      inForce: undefined,
      note: "Configured by systemd-networkd (/etc/systemd/network/20-site.network).",
    },
    {
      path: "spec.network.management",
      title: "Management interface",
      seen: known("eth0"),
      inForce: undefined,
      note: "Seen is the link of the default route.",
    },
  ]);
});

test("asked stands beside seen, and what is asked of a link that is not there too", async () => {
  const rows = await rowsFor({
    interfaces: [
      { name: "eth0", mtu: 1400, ipv4: { method: "static", addresses: ["10.0.0.9/24"] } },
      { name: "bond0", bond: { members: ["eth1"], mode: "802.3ad" } },
    ],
    management: "eth0",
  });
  assert.deepEqual(
    rows.map(({ path, wanted, inForce }) => [path, wanted, inForce]),
    [
      ["spec.network.interfaces[0]", "static 10.0.0.9/24, IPv6 automatic, mtu 1400", false],
      ["spec.network.interfaces[0].ipv4.addresses", "10.0.0.9/24", false],
      ["spec.network.interfaces[0].ipv4.gateway", undefined, undefined],
      ["spec.network.interfaces[0].ipv6.addresses", undefined, undefined],
      ["spec.network.interfaces[0].ipv6.gateway", undefined, undefined],
      ["spec.network.interfaces[0].mtu", "1400", false],
      ["seen.network.eth0.7", undefined, undefined],
      ["seen.network.eth1", "member of bond0", false],
      ["spec.network.interfaces[1]", "bond of eth1 (802.3ad)", false],
      ["spec.network.management", "eth0", true],
    ],
  );
});
