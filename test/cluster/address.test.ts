import assert from "node:assert/strict";
import { test } from "node:test";
import { observeNodeAddress, parseDefaultRoute, subnetsOf } from "../../src/cluster/index.ts";
import { type Fact, known, unknown } from "../../src/engine/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import type { Nic, NicAddress } from "../../src/inventory/index.ts";

const HEAD = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n";
const route = (name: string, metric = 0, flags = "0003") =>
  `${name}\t00000000\t01D80A0A\t${flags}\t0\t0\t${metric}\t00000000\t0\t0\t0\n`;

function nic(name: string, ...addresses: readonly string[]): Nic {
  return {
    name,
    mac: "52:54:00:00:00:01",
    kind: "ethernet",
    carrier: known(true),
    mtu: 1500,
    addresses: addresses.map((cidr): NicAddress => {
      const [address = "", prefix] = cidr.split("/");
      const family = address.includes(":") ? "ipv6" : "ipv4";
      const method = /^(169\.254|fe80)/.test(address) ? "link-local" : "permanent";
      return { family, address, prefix: Number(prefix), method };
    }),
  };
}

async function chosen(nics: readonly Nic[] | Fact<never>, routes?: string) {
  const files = routes === undefined ? {} : { "/proc/net/route": HEAD + routes };
  const fact = "is" in nics ? nics : known(nics);
  return observeNodeAddress(createMemoryHost({ files }), fact);
}

const ETH0 = nic("eth0", "fe80::1/64", "2001:db8::51/64", "10.10.216.81/24");

test("the node's address is the one on the interface of the default route", async () => {
  const docker = nic("docker0", "172.17.0.1/16");
  const other = nic("eth1", "192.168.7.7/24");
  assert.deepEqual(
    await chosen([docker, other, ETH0], route("eth0")),
    known({ address: "10.10.216.81", prefix: 24, interface: "eth0", isOnDefaultRoute: true }),
  );
});

test("of two default routes the one with the lower metric counts", () => {
  assert.equal(parseDefaultRoute(HEAD + route("wlan0", 600) + route("eth0", 100)), "eth0");
  assert.equal(parseDefaultRoute(HEAD + route("eth0", 0, "0002")), undefined);
  assert.equal(parseDefaultRoute(""), undefined);
});

test("without a default route a single interface with an address is taken", async () => {
  assert.deepEqual(
    await chosen([nic("eth1"), ETH0], ""),
    known({ address: "10.10.216.81", prefix: 24, interface: "eth0" }),
  );
});

const UNKNOWN: readonly [string, readonly Nic[] | Fact<never>, string | undefined, string][] = [
  [
    "two to choose from",
    [ETH0, nic("eth1", "10.0.0.5/8")],
    "",
    "no default route to choose among eth0, eth1",
  ],
  ["only link-local", [nic("eth0", "169.254.3.4/16")], route("eth0"), "eth0 has no address"],
  [
    "a VPN has the route",
    [ETH0, nic("wg0", "10.9.0.2/24")],
    route("wg0"),
    "the default route leaves through wg0",
  ],
  ["routes cannot be read", [ETH0], undefined, "/proc/net/route is not there"],
  ["interfaces cannot be read", unknown("permission denied"), route("eth0"), "permission denied"],
];
for (const [title, nics, routes, why] of UNKNOWN)
  test(`the address stays unknown, with the reason: ${title}`, async () => {
    assert.deepEqual(await chosen(nics, routes), unknown(why));
  });

test("networks a cluster made for its pods do not count as networks of the host", () => {
  const nics = known([
    ETH0,
    nic("cni0", "10.42.0.1/24"),
    nic("flannel.1", "10.42.0.0/32"),
    nic("lo", "127.0.0.1/8"),
  ]);
  assert.deepEqual(subnetsOf(nics), ["2001:db8::/64", "10.10.216.0/24"]);
});
