import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryHost, exited, type MemoryHostOptions } from "../../src/host/index.ts";
import { type Destination, destinationsFrom } from "../../src/reach/index.ts";
import { look, rungOf, shown, told } from "./bench.ts";

/** As `ip -j` of iproute2 6.1 prints it. */
const LO = { ifname: "lo", flags: ["LOOPBACK", "UP", "LOWER_UP"], mtu: 65536, addr_info: [] };
const ETH0 = {
  ifname: "eth0",
  flags: ["BROADCAST", "UP", "LOWER_UP"],
  mtu: 1500,
  addr_info: [
    { family: "inet", local: "10.0.0.2", prefixlen: 24, scope: "global" },
    { family: "inet6", local: "fe80::1", prefixlen: 64, scope: "link" },
  ],
};
const DEFAULT = [{ dst: "default", gateway: "10.0.0.1", dev: "eth0", flags: [] }];
const NEIGHBOUR = [{ dst: "10.0.0.1", lladdr: "02:00:00:00:00:01", state: ["REACHABLE"] }];

interface Seen {
  readonly links?: readonly object[];
  readonly route?: readonly object[];
  readonly neighbour?: readonly object[];
}

function host({ links = [LO, ETH0], route = DEFAULT, neighbour = NEIGHBOUR }: Seen, more = {}) {
  const options: MemoryHostOptions = {
    files: { "/etc/resolv.conf": "nameserver 10.0.0.53\n" },
    names: { "plane.test": ["10.9.9.9"] },
    connect: ({ port }) =>
      port === 9 ? { is: "failed", why: "no answer" } : { is: "connected", tookMs: 1 },
    http: () => ({ is: "answered", status: 200, headers: {}, body: new Uint8Array(), tookMs: 1 }),
    commands: {
      ip({ argv }) {
        const words = argv.filter((word) => !word.startsWith("-"));
        if (words[1] === "addr") return exited(JSON.stringify(links));
        if (words[1] === "neigh") return exited(JSON.stringify(neighbour));
        if (argv.includes("-6")) return exited("[]");
        if (words[2] === "get" && route.length === 0)
          return exited("", { exitCode: 2, stderr: "RTNETLINK answers: Network is unreachable\n" });
        return exited(JSON.stringify(route));
      },
    },
    ...more,
  };
  return createMemoryHost(options);
}

const V4 = "http://10.9.9.9/";
const off = { ...ETH0, flags: ["BROADCAST"] };
const unplugged = { ...ETH0, flags: ["BROADCAST", "UP", "NO-CARRIER"] };
const selfMade = { family: "inet", local: "169.254.3.4", prefixlen: 16, scope: "link" };

const CASES: readonly { what: string; seen: Seen; goTo?: string; wanted: string }[] = [
  { what: "everything in order", seen: {}, wanted: "ok" },
  { what: "no network interface", seen: { links: [LO], route: [] }, wanted: "carrier LINK_NONE" },
  { what: "an interface switched off", seen: { links: [off] }, wanted: "carrier LINK_OFF" },
  { what: "a pulled cable", seen: { links: [unplugged] }, wanted: "carrier LINK_NO_CARRIER" },
  {
    what: "no address",
    seen: { links: [{ ...ETH0, addr_info: [] }], route: [] },
    wanted: "address ADDRESS_NONE",
  },
  {
    what: "an address the host gave itself",
    seen: { links: [{ ...ETH0, addr_info: [selfMade] }], route: [] },
    wanted: "address ADDRESS_SELF_ASSIGNED",
  },
  { what: "no route", seen: { route: [] }, wanted: "gateway ROUTE_NONE" },
  {
    what: "a wrong gateway",
    seen: { neighbour: [{ dst: "10.0.0.1", state: ["FAILED"] }] },
    wanted: "gateway GATEWAY_SILENT",
  },
];

for (const { what, seen, goTo = V4, wanted } of CASES)
  test(`${what}: ${wanted}`, async () => {
    const report = await look(host(seen), destinationsFrom([goTo]));
    assert.deepEqual(told(report), [wanted], shown(report));
  });

test("without the program ip the lower rungs cannot be told, and the upper ones are looked at", async () => {
  const report = await look(host({}, { commands: {} }), destinationsFrom([V4]));
  const [ladder] = report.ladders;
  assert.ok(ladder);
  assert.deepEqual(ladder.rungs.map(({ id, verdict }) => `${id} ${verdict}`).slice(0, 5), [
    "carrier unknown",
    "address unknown",
    "gateway unknown",
    "dns skip",
    "connect ok",
  ]);
  assert.equal(ladder.verdict, "ok");
});

const NAME_CASES = [
  [{ is: "unknown-name" }, "dns NAME_UNKNOWN"],
  [{ is: "silent", why: "no answer" }, "dns NAME_UNKNOWN"],
  [{ is: "refused", why: "SERVFAIL" }, "dns NAME_UNKNOWN"],
] as const;

for (const [answer, wanted] of NAME_CASES)
  test(`a name the resolver knows nothing of stays unknown when its server says ${answer.is}`, async () => {
    const report = await look(
      host({}, { askName: () => answer }),
      destinationsFrom(["http://x.test/"]),
    );
    assert.equal(told(report)[0], wanted);
  });

test("where nothing is configured gateway and name servers are looked at, and it is said", async () => {
  const alive = { askName: () => ({ is: "answered", addresses: [] }) as const };
  const report = await look(host({}, alive), { destinations: [] });
  assert.deepEqual(told(report), ["ok", "skip"]);
  assert.deepEqual(report.notes, [
    "no destination is configured: only gateway and DNS are looked at",
  ]);
  assert.deepEqual(
    report.ladders[0]?.rungs.map(({ id }) => id),
    ["carrier", "address", "gateway", "dns"],
  );
});

test("the look ends when its time is over: what was not reached is unknown, not failed", async () => {
  const slow = { names: undefined, connect: () => new Promise<never>(() => undefined) };
  const report = await look(host({}, slow), { ...destinationsFrom([V4]), timeoutMs: 20_000 });
  const [ladder] = report.ladders;
  assert.ok(ladder);
  assert.equal(rungOf(ladder, "connect").verdict, "unknown");
  assert.equal(ladder.verdict, "unknown");
});

test("a cancelled look throws, and is heard of no more", async () => {
  const stop = new AbortController();
  const given: readonly Destination[] = destinationsFrom([V4]).destinations;
  const seen: string[] = [];
  const { climb } = await import("../../src/reach/index.ts");
  const looking = climb(host({}), {
    destinations: given,
    signal: stop.signal,
    onProgress({ ladders }) {
      seen.push(`${ladders[0]?.rungs.length}`);
      if (ladders[0]?.rungs.length === 2) stop.abort(new Error("taken back"));
    },
  });
  await assert.rejects(looking, /taken back/);
  assert.equal(seen.at(-1), "2");
});
