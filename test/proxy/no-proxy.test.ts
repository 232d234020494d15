import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  computeNoProxy,
  matchesNoProxy,
  type NoProxyRequest,
  noProxyAdvice,
  noProxyText,
} from "../../src/proxy/index.ts";
import { cases } from "../support/every-cut.ts";

const CLUSTER = { domain: "cluster.local", podCidr: "10.42.0.0/16", serviceCidr: "10.43.0.0/16" };

test("every entry stands in its order, with its reason", () => {
  const entries = computeNoProxy({
    cluster: {
      ...CLUSTER,
      overlayCidr: "100.64.192.0/23",
      vip: "10.10.216.100",
      names: ["rack12.example"],
    },
    interfaces: [
      { interface: "eth0", address: "10.10.216.81", prefix: 24 },
      { interface: "eth1", address: "172.20.5.6", prefix: 22 },
    ],
    nodes: [
      { address: "10.10.216.81", reason: "this node" },
      { address: "10.10.216.82", reason: "peer rack13" },
    ],
    registries: ["https://registry.lan:5000/v2", "docker.io", "10.20.0.5:5000", "*"],
    own: ["intranet.example", "10.43.0.0/16", "*.Example.Org"],
  });
  assert.deepEqual(
    entries.map(({ entry, reason }) => `${entry} ${reason}`),
    [
      "localhost loopback",
      "127.0.0.1 loopback",
      "::1 loopback",
      ".svc services",
      ".svc.cluster.local services",
      ".cluster.local cluster domain",
      "kubernetes Kubernetes API",
      "kubernetes.default Kubernetes API",
      "10.43.0.0/16 services",
      "10.43.0.1 Kubernetes API",
      "10.42.0.0/16 pods",
      "100.64.192.0/23 overlay",
      "10.10.216.0/24 network of eth0",
      "172.20.4.0/22 network of eth1",
      "10.10.216.81 this node",
      "10.10.216.82 peer rack13",
      "10.10.216.100 virtual address",
      "rack12.example name of the virtual address",
      "registry.lan registry of the site",
      "10.20.0.5 registry of the site",
      "intranet.example your entry",
      "*.Example.Org your entry",
    ],
  );
});

test("a dual-stack cluster has each of its networks, and each first service address", () => {
  const entries = computeNoProxy({
    cluster: {
      domain: "edge.test",
      podCidr: "10.42.0.0/16,2001:cafe:42::/56",
      serviceCidr: "10.43.0.0/16, 2001:cafe:43::/112",
    },
    interfaces: [{ interface: "eth0", address: "2001:db8::51", prefix: 64 }],
    nodes: [{ address: "2001:db8::51", reason: "this node" }],
    registries: [],
    own: [],
  });
  const text = noProxyText(entries);
  assert.equal(
    text,
    "localhost,127.0.0.1,::1,.svc,.svc.edge.test,.edge.test,kubernetes,kubernetes.default," +
      "10.43.0.0/16,2001:cafe:43::/112,10.43.0.1,2001:cafe:43::1,10.42.0.0/16," +
      "2001:cafe:42::/56,2001:db8::/64,2001:db8::51",
  );
});

test("without a cluster and an address only loopback and the person's entries remain", () => {
  const text = noProxyText(
    computeNoProxy({ interfaces: [], nodes: [], registries: [], own: ["a.test"] }),
  );
  assert.equal(text, "localhost,127.0.0.1,::1,a.test");
});

test("whatever the request, nothing of the cluster goes through the proxy", () => {
  const byte = fc.integer({ min: 1, max: 254 });
  const address = fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.join("."));
  const request: fc.Arbitrary<NoProxyRequest> = fc.record({
    cluster: fc.record({
      domain: fc.constantFrom("cluster.local", "edge.example"),
      podCidr: address.map((text) => `${text}/16`),
      serviceCidr: address.map((text) => `${text}/20`),
      vip: address,
    }),
    interfaces: fc.array(
      fc.record({
        interface: fc.constantFrom("eth0", "eth1"),
        address,
        prefix: fc.integer({ min: 8, max: 30 }),
      }),
      { maxLength: 3 },
    ),
    nodes: fc.array(fc.record({ address, reason: fc.constant("peer") }), { maxLength: 3 }),
    registries: fc.array(fc.constantFrom("registry.lan", "docker.io", "10.9.8.7:5000")),
    own: fc.array(fc.constantFrom("a.test", "10.0.0.0/8", ".b.test")),
  });
  fc.assert(
    fc.property(request, (given) => {
      const entries = computeNoProxy(given).map(({ entry }) => entry);
      const needed = [
        "localhost",
        "127.0.0.1:6443",
        "kubernetes.default.svc",
        `kubernetes.default.svc.${given.cluster?.domain}`,
        given.cluster?.vip ?? "",
        ...given.nodes.map((node) => `${node.address}:6443`),
        ...given.interfaces.map((place) => `${place.address}:5000`),
      ];
      for (const target of needed) assert.ok(matchesNoProxy(target, entries), target);
      assert.equal(new Set(entries).size, entries.length);
      assert.ok(entries.every((entry) => entry !== "" && !/[\s,]/.test(entry)));
      // The last entry a person gave that nobody else wanted stays last.
      const own = given.own.filter((entry) => entries.includes(entry));
      assert.ok(own.every((entry) => entries.includes(entry)));
    }),
    { numRuns: cases(200) },
  );
});

test("entries other programs read differently are explained", () => {
  const entries = [
    "10.1.2.1-10.1.2.9",
    "10.1.",
    "*corp.test",
    "corp.test.",
    "[fd00::1]",
    ".corp.test",
  ];
  assert.deepEqual(
    entries.map((entry) => noProxyAdvice(entry)?.split(/[:,;]/)[0]),
    [
      "Ranges of addresses are not understood",
      "A part of an address is not understood",
      "Only *.name is understood",
      "With a dot at the end it matches nothing.",
      "Write the IPv6 address without brackets.",
      "Matches names below corp.test",
    ],
  );
  for (const fine of ["corp.test", "10.0.0.0/8", "10.1.2.3", "fd00::/8", "h:8443"])
    assert.equal(noProxyAdvice(fine), undefined, fine);
});
