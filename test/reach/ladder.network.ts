import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Destination } from "../../src/reach/index.ts";
import { eventually } from "../support/eventually.ts";
import { rungOf, shown, told } from "./bench.ts";
import { type Lab, openLab, SERVER_NAME, whyNoLab } from "./lab.ts";

/** Real namespaces, a real cable, real servers; every rung is broken by itself, and none below it. */
const skip = whyNoLab();
if (skip) process.stderr.write(`${skip}: test/reach/ladder.network.ts\n`);

let lab: Lab;
before(async () => {
  if (!skip) lab = await openLab();
});
after(async () => {
  if (!skip) await lab.close();
});

const V4 = "http://10.98.0.10/";
const V6 = "http://[fd98::10]/";
const NAMED = `http://${SERVER_NAME}/`;
const timeServer = (host: string): Destination => ({
  id: `ntp ${host}`,
  kind: "ntp",
  title: host,
  host,
  port: 123,
});

interface Case {
  readonly what: string;
  readonly breaks: (lab: Lab) => unknown;
  readonly goTo: readonly string[];
  readonly told: readonly string[];
}

const CASES: readonly Case[] = [
  {
    what: "a pulled cable is the link, over either family",
    breaks: ({ ip }) => ip("site", "link", "set", "eth0", "down"),
    goTo: [V4, V6],
    told: ["carrier LINK_NO_CARRIER", "carrier LINK_NO_CARRIER"],
  },
  {
    what: "a link that is switched off is told from a pulled cable",
    breaks: ({ ip }) => ip("host", "link", "set", "eth0", "down"),
    goTo: [V4, V6],
    told: ["carrier LINK_OFF", "carrier LINK_OFF"],
  },
  {
    what: "no address, over either family",
    breaks: ({ ip }) => ip("host", "addr", "flush", "dev", "eth0", "scope", "global"),
    goTo: [V4, V6],
    told: ["address ADDRESS_NONE", "address ADDRESS_NONE"],
  },
  {
    what: "an address the host gave itself is no address",
    breaks({ ip }) {
      ip("host", "-4", "addr", "flush", "dev", "eth0");
      ip("host", "addr", "add", "169.254.7.7/16", "dev", "eth0");
    },
    goTo: [V4],
    told: ["address ADDRESS_SELF_ASSIGNED"],
  },
  {
    what: "an address that another machine has",
    async breaks({ ip, show }) {
      ip("host", "-6", "addr", "flush", "dev", "eth0", "scope", "global");
      ip("host", "addr", "add", "fd99::1/64", "dev", "eth0");
      await eventually("the kernel finds the duplicate", () =>
        show("host", "-6", "addr", "show", "dev", "eth0").includes("dadfailed"),
      );
    },
    goTo: [V6],
    told: ["address ADDRESS_DUPLICATE"],
  },
  {
    what: "no default route, over either family",
    breaks({ ip }) {
      ip("host", "route", "del", "default");
      ip("host", "-6", "route", "del", "default");
    },
    goTo: [V4, V6],
    told: ["gateway ROUTE_NONE", "gateway ROUTE_NONE"],
  },
  {
    what: "a wrong gateway, over either family",
    breaks({ ip }) {
      ip("host", "route", "replace", "default", "via", "10.99.0.77");
      ip("host", "-6", "route", "replace", "default", "via", "fd99::77");
    },
    goTo: [V4, V6],
    told: ["gateway GATEWAY_SILENT", "gateway GATEWAY_SILENT"],
  },
  {
    what: "dead name servers are told from an unknown name and from servers in trouble",
    breaks: ({ nameServers }) => nameServers("10.99.0.1"),
    goTo: ["http://lost.lab.test/", "http://none.lab.test/", "http://broken.lab.test/"],
    told: [
      ...["dns DNS_SILENT", "dns DNS_SILENT"],
      ...["dns NAME_UNKNOWN", "dns NAME_UNKNOWN"],
      ...["dns DNS_FAILS", "dns DNS_FAILS"],
    ],
  },
  {
    what: "no name server at all",
    breaks: ({ nameServers }) => nameServers(),
    goTo: [NAMED],
    told: ["dns DNS_NOT_CONFIGURED", "dns DNS_NOT_CONFIGURED"],
  },
  {
    what: "a name server is asked over IPv6 as well",
    breaks: ({ nameServers }) => nameServers("fd99::1"),
    goTo: ["http://none.lab.test/", NAMED],
    told: ["dns NAME_UNKNOWN", "dns NAME_UNKNOWN", "ok", "ok"],
  },
  {
    what: "a name with addresses of a family this host does not have",
    breaks: ({ ip }) => ip("host", "-6", "addr", "flush", "dev", "eth0", "scope", "global"),
    goTo: ["http://six.lab.test/"],
    told: ["dns NAME_OTHER_FAMILY", "skip"],
  },
  {
    what: "a closed port, over either family",
    breaks: () => undefined,
    goTo: ["http://10.98.0.10:81/", "http://[fd98::10]:81/"],
    told: ["connect CONNECT_REFUSED", "connect CONNECT_REFUSED"],
  },
  {
    what: "nobody at the address though the gateway is there, over either family",
    breaks: () => undefined,
    goTo: ["http://10.98.0.99/", "http://[fd98::99]/"],
    told: ["connect CONNECT_SILENT", "connect CONNECT_SILENT"],
  },
  {
    what: "a router that knows no way, over either family",
    breaks: ({ sysctl }) => sysctl("site", "net/ipv4/ip_forward", "1"),
    goTo: ["http://10.98.0.98/", "http://[fd98::98]/"],
    told: ["connect CONNECT_UNREACHABLE", "connect CONNECT_UNREACHABLE"],
  },
];

test("with everything in order each way is fine, over both families", { skip }, async () => {
  const given = [NAMED, `https://${SERVER_NAME}/`].map((one) => lab.look([one]));
  for (const report of await Promise.all(given)) assert.deepEqual(told(report), ["ok", "ok"]);
  const time = await lab.look([timeServer("10.98.0.10"), timeServer("fd98::10")]);
  assert.deepEqual(told(time), ["ok", "ok"]);
  const network = await lab.look([]);
  assert.deepEqual(told(network), ["ok", "ok"]);
  assert.equal(network.notes.length, 1, "that nothing is configured is said");
});

for (const { what, breaks, goTo, told: wanted } of CASES)
  test(what, { skip }, async () => {
    try {
      await breaks(lab);
      const report = await lab.look(goTo);
      assert.deepEqual(told(report), wanted, shown(report));
    } finally {
      lab.restore();
    }
  });

test("without IPv6 a name is reached over IPv4, and IPv6 is nobody's fault", { skip }, async () => {
  try {
    lab.ip("host", "-6", "addr", "flush", "dev", "eth0", "scope", "global");
    const report = await lab.look([NAMED]);
    assert.deepEqual([...told(report), report.verdict], ["ok", "skip", "ok"]);
    const [, unused] = report.ladders;
    assert.ok(unused);
    assert.deepEqual(rungOf(unused, "address").evidence, ["this host has no IPv6 address"]);
  } finally {
    lab.restore();
  }
});

test("a gateway as a router advertisement names it is asked on its link", { skip }, async () => {
  try {
    const shownAddress = lab.show("site", "-6", "addr", "show", "dev", "eth0");
    const [, router = ""] = /inet6 (fe80[^/]+)/.exec(shownAddress) ?? [];
    const through = (gateway: string) =>
      lab.ip("host", "-6", "route", "replace", "default", "via", gateway, "dev", "eth0");
    through(router);
    assert.deepEqual(told(await lab.look([V6])), ["ok"]);
    through("fe80::77");
    assert.deepEqual(told(await lab.look([V6])), ["gateway GATEWAY_SILENT"]);
  } finally {
    lab.restore();
  }
});

test("large packets that vanish are found before TLS, and after an answer", { skip }, async () => {
  try {
    loseLargePackets(lab.ip);
    const report = await lab.look([`https://${SERVER_NAME}/`, NAMED]);
    const both = (what: string) => [what, what];
    const wanted = [...both("tls MTU_BLACK_HOLE"), ...both("answer MTU_BLACK_HOLE")];
    assert.deepEqual(told(report), wanted, shown(report));
    const last = report.ladders.at(-1);
    assert.ok(last);
    assert.deepEqual(rungOf(last, "answer").evidence, [
      "a request of 4 kB brings nothing back, a small one does",
      "MTU of eth0: 1500",
    ]);
  } finally {
    lab.restore();
  }
});

/**
 * The far end of the cable takes nothing above 1000 bytes and, as a router without ICMP, tells nobody;
 * it goes on to promise full size. Without segmentation offload, which would carry packets past it whole.
 */
function loseLargePackets(ip: Lab["ip"]): void {
  ip("host", "link", "set", "eth0", "gso_max_segs", "1");
  ip("site", "link", "set", "eth0", "mtu", "1280");
  ip("site", "route", "replace", "10.99.0.0/24", "dev", "eth0", "advmss", "1460");
  ip("site", "-6", "route", "del", "fd99::/64", "dev", "eth0");
  ip("site", "-6", "route", "replace", "fd99::/64", "dev", "eth0", "advmss", "1440");
}
