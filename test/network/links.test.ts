import assert from "node:assert/strict";
import { test } from "node:test";
import { observeLinks } from "../../src/network/links.ts";
import { networkHost, type StandInHost } from "../support/network-host.ts";

const { signal } = new AbortController();

async function linksOn(links: StandInHost["links"]) {
  const seen = await observeLinks(networkHost({ links }), signal);
  assert.ok(seen.is === "known");
  return Object.fromEntries(seen.value.map((link) => [link.name, link]));
}

test("a bond shows its members and mode, a VLAN its parent and number", async () => {
  const links = await linksOn({
    eth0: { master: "bond0" },
    eth1: { master: "bond0" },
    bond0: { bond: { mode: "802.3ad", miimonMs: 200 } },
    "bond0.7": { vlan: { parent: "bond0", id: 7 } },
  });
  assert.deepEqual(links.bond0?.bond, {
    mode: "802.3ad",
    miimonMs: 200,
    members: ["eth0", "eth1"],
  });
  assert.deepEqual(links["bond0.7"]?.vlan, { parent: "bond0", id: 7 });
  assert.deepEqual(
    Object.values(links).map(({ name, kind }) => [name, kind]),
    [
      ["bond0", "bond"],
      ["bond0.7", "vlan"],
      ["eth0", "ethernet"],
      ["eth1", "ethernet"],
    ],
  );
});

test("where an address comes from: a lease, a router, a person, the link itself", async () => {
  const { eth0, eth1 } = await linksOn({
    eth0: {
      addresses: [
        "dhcp 10.0.0.5/24",
        "dhcp 2001:DB8:0::5/128",
        "dhcp 2001:db8::ff/64",
        "fe80::1/64",
      ],
      gateways: ["10.0.0.1"],
    },
    eth1: { addresses: ["10.0.1.5/24", "2001:DB8:1::5/64"], gateways: ["2001:DB8:1::1"] },
  });
  assert.deepEqual(
    eth0?.addresses.map(({ cidr, method }) => [cidr, method]),
    [
      ["10.0.0.5/24", "dhcp"],
      ["2001:db8::5/128", "dhcp"],
      ["2001:db8::ff/64", "slaac"],
      ["fe80::1/64", "link-local"],
    ],
  );
  assert.deepEqual(
    eth1?.addresses.map(({ cidr, method }) => [cidr, method]),
    [
      ["10.0.1.5/24", "static"],
      ["2001:db8:1::5/64", "static"],
    ],
  );
  assert.deepEqual(eth1?.routes, [
    { family: "ipv6", to: "default", via: "2001:db8:1::1", protocol: "static" },
  ]);
});

test("without ip nothing is known, and the reason is told", async () => {
  const seen = await observeLinks(
    networkHost({ links: {}, files: { "/sys/class/net/": "" } }),
    AbortSignal.abort(),
  );
  assert.equal(seen.is, "unknown");
});
