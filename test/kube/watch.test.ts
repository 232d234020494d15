import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventually } from "../support/eventually.ts";
import type { Fault } from "../support/nodes-server.ts";
import { openNodesBench, toldOf } from "./nodes-bench.ts";

// Each waits for its server most of its time.
describe("a watch of nodes", { concurrency: 8 }, () => {
  test("nodes are listed in pages, and each change of one is told while the watch is open", async (t) => {
    const bench = await openNodesBench(t, { nodes: 7, pageSize: 3 });
    await bench.until(
      "all seven",
      ({ nodes, link }) => nodes?.length === 7 && link.is === "connected",
    );
    assert.equal(bench.server.asked.filter((path) => /limit=3(&continue=|$)/.test(path)).length, 3);
    bench.model.put("node-2", { isReady: false, hasMemory: false });
    bench.model.put("new", { isCordoned: true });
    bench.model.remove("node-1");
    const seen = await bench.until("the changes", ({ nodes }) =>
      nodes?.some(({ name }) => name === "new"),
    );
    await bench.sameAsTheModel();
    const node = bench.seen?.nodes?.find(({ name }) => name === "node-2");
    const conditions = node?.conditions.map(({ type, status }) => `${type} ${status}`);
    assert.deepEqual(conditions, [
      "MemoryPressure True",
      "DiskPressure False",
      "PIDPressure False",
      "NetworkUnavailable False",
      "Ready False",
    ]);
    assert.equal(node?.conditions[0]?.sinceMs, Date.UTC(2026, 0, 1));
    assert.deepEqual(
      [node?.version, node?.roles, node?.internalIp],
      ["1.33.4+k3s1", ["worker"], "10.0.0.1"],
    );
    assert.deepEqual(
      seen.nodes?.map(({ name }) => name),
      seen.nodes?.map(({ name }) => name).toSorted(),
    );
  });

  test("many changes at once are told together, the last one for certain", async (t) => {
    const bench = await openNodesBench(t, { nodes: 50 });
    await bench.until("connected", ({ link }) => link.is === "connected");
    const before = bench.count();
    for (let round = 0; round < 20; round++)
      for (let at = 0; at < 50; at++) bench.model.put(`node-${at}`, { isReady: round % 2 === 0 });
    await bench.sameAsTheModel();
    const tellings = bench.count() - before;
    assert.ok(tellings < 20, `${tellings} tellings of 1000 changes`);
  });

  test("a watch goes on where it was cut, be it in the middle of a line, and nothing is listed again", async (t) => {
    const bench = await openNodesBench(t, { nodes: 3 });
    for (const half of ["", '{"type":"DELETED","obj', '{"type":"MODIFIED","object":{}}']) {
      await eventually("a watch is open", () => bench.server.open.size === 1);
      bench.model.bookmark();
      bench.server.drop(half);
      await eventually("it is gone", () => bench.server.open.size === 0);
      bench.model.put("node-1", { isReady: half === "" });
      bench.model.remove(`node-${half.length % 3}`);
      await bench.sameAsTheModel();
    }
    assert.equal(bench.listed(), 1);
  });

  for (const inside of [false, true])
    test(`what the cluster has forgotten is listed anew, said ${inside ? "in the watch" : "by its status"}`, async (t) => {
      const bench = await openNodesBench(t, { nodes: 3, isGoneInside: inside });
      await eventually("a watch is open", () => bench.server.open.size === 1);
      bench.server.fault = () => "hang-up";
      bench.server.drop();
      await bench.until("cut off", ({ link }) => link.is === "cut-off");
      bench.model.remove("node-0");
      bench.model.put("node-9");
      bench.model.compact();
      bench.server.fault = () => undefined;
      await bench.sameAsTheModel();
      assert.ok(bench.listed() > 1);
    });

  test("a list whose rest has expired is asked for in one piece", async (t) => {
    const bench = await openNodesBench(t, { nodes: 5, pageSize: 2, start: false });
    let pages = 0;
    bench.server.fault = (what) => {
      if (what === "list" && ++pages === 2) bench.model.compact();
      return undefined;
    };
    bench.start();
    await bench.sameAsTheModel();
    assert.equal(pages, 3);
  });

  test("a bookmark moves the point to go on from, so that a quiet cluster is not listed again", async (t) => {
    const bench = await openNodesBench(t, { nodes: 2 });
    await eventually("a watch is open", () => bench.server.open.size === 1);
    bench.model.put("node-1", { isReady: false });
    bench.model.bookmark();
    await bench.sameAsTheModel();
    bench.model.compact();
    bench.server.drop();
    await eventually("the second watch", () => bench.server.asked.filter(isWatch).length === 2);
    await eventually("it is open", () => bench.server.open.size === 1);
    assert.equal(bench.listed(), 1);
  });

  const isWatch = (path: string) => path.includes("watch=true");

  test("a watch that the server ends in time is taken up again, and nobody calls that an outage", async (t) => {
    const bench = await openNodesBench(t, { nodes: 2, watchSeconds: 1 });
    await eventually("a second watch", () => bench.server.asked.filter(isWatch).length === 2);
    assert.deepEqual([...new Set(bench.links)], ["listing", "connected"]);
    assert.match(bench.server.asked.find(isWatch) ?? "", /timeoutSeconds=1(&|$)/);
  });

  test("a server that falls silent is cut off after its time, and found again", async (t) => {
    const bench = await openNodesBench(t, { nodes: 2, watchSeconds: 1, lateMs: 100, start: false });
    bench.server.fault = (what) => (what === "watch" ? { raw: "", end: "open" } : undefined);
    bench.start();
    const cut = await bench.until("cut off", ({ link }) => link.is === "cut-off");
    assert.match(
      cut.link.is === "cut-off" ? cut.link.why : "",
      /^nothing from 127\.0\.0\.1:\d+ for 1\.1 s$/,
    );
    assert.equal(cut.nodes?.length, 2, "what was last heard is kept");
    bench.server.fault = () => undefined;
    await bench.sameAsTheModel();
  });

  const TROUBLES: readonly (readonly [string, "list" | "watch", Fault, RegExp])[] = [
    [
      "no permission",
      "list",
      { status: 403, body: { message: "nodes is forbidden" } },
      /^nodes is forbidden \(HTTP 403\)$/,
    ],
    [
      "an error",
      "watch",
      { status: 500, body: { message: "etcdserver: no leader" } },
      /^etcdserver: no leader \(HTTP 500\)$/,
    ],
    [
      "an error in the watch",
      "watch",
      { raw: '{"type":"ERROR","object":{"code":504,"message":"Too large resource version"}}\n' },
      /^Too large resource version$/,
    ],
    [
      "no JSON",
      "list",
      { raw: "<html>sign in</html>\n", end: "ended" },
      /did not answer with a list of nodes$/,
    ],
    [
      "a list of something else",
      "list",
      { status: 200, body: { kind: "PodList", metadata: { resourceVersion: "1" }, items: [] } },
      /did not answer with a list of nodes$/,
    ],
    [
      "a list without a version",
      "list",
      { status: 200, body: { kind: "NodeList", metadata: {}, items: [] } },
      /did not answer with a list of nodes$/,
    ],
    [
      "a page in the watch",
      "watch",
      { raw: "<html>sign in</html>\n", end: "ended" },
      /^the API server sent what is no event of a node$/,
    ],
    [
      "events of pods",
      "watch",
      {
        raw: '{"type":"ADDED","object":{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","resourceVersion":"1"}}}\n',
      },
      /^the API server sent what is no event of a node$/,
    ],
    [
      "a line without an end",
      "watch",
      { raw: "x".repeat(3 * 1024 ** 2) },
      /^a line has more than 2097152 bytes$/,
    ],
    [
      "a watch that ends at once",
      "watch",
      { raw: "", end: "ended" },
      /^the API server ends every watch at once$/,
    ],
    [
      "a connection that is closed",
      "watch",
      "hang-up",
      /the connection was closed by the other side$/,
    ],
  ];
  for (const [title, what, fault, why] of TROUBLES)
    test(`${title} is said in words, does not make it busy, and passes`, async (t) => {
      const bench = await openNodesBench(t, { nodes: 2, start: false });
      bench.server.fault = (asked) => (asked === what ? fault : undefined);
      bench.start();
      const cut = await bench.until("cut off", ({ link }) => link.is === "cut-off");
      assert.match(cut.link.is === "cut-off" ? cut.link.why : "", why);
      bench.server.fault = () => undefined;
      await bench.sameAsTheModel();
      assert.ok(bench.server.asked.length < 12, `${bench.server.asked.length} requests`);
    });

  test("a server that wants to be left alone for a while is", async (t) => {
    const bench = await openNodesBench(t, { nodes: 2, start: false });
    const busy = {
      status: 429,
      headers: { "retry-after": "1" },
      body: { message: "too many requests" },
    };
    const atMs: number[] = [];
    bench.server.fault = () => {
      atMs.push(performance.now());
      return atMs.length === 1 ? busy : undefined;
    };
    bench.start();
    await bench.sameAsTheModel();
    const [first = 0, second = 0] = atMs;
    assert.ok(second - first >= 999, `asked again after ${second - first} ms`);
  });

  test("who shows no certificate is refused, and a server of another authority is not believed", async (t) => {
    const bench = await openNodesBench(t, { nodes: 2, start: false });
    const { server, tls } = bench.server.access;
    const whys: string[] = [];
    for (const asked of [{ ca: tls.ca }, { ...tls, ca: bench.server.strange.cert }]) {
      bench.access = { server, tls: asked } as typeof bench.server.access;
      const stop = bench.start();
      const cut = await bench.until("cut off", ({ link }) => link.is === "cut-off");
      whys.push(cut.link.is === "cut-off" ? cut.link.why : "");
      assert.equal(cut.nodes, undefined);
      await stop();
    }
    assert.equal(whys[0], "Unauthorized (HTTP 401)");
    assert.match(
      whys[1] ?? "",
      /its certificate comes from an authority that is not trusted here$/,
    );
    assert.equal(
      bench.server.asked.length,
      1,
      "nothing was asked of a server that is not believed",
    );
  });

  test("an access that changes is used from the next connection on", async (t) => {
    const [first, second] = [
      await openNodesBench(t, { nodes: 2 }),
      await openNodesBench(t, { nodes: 4, start: false }),
    ];
    await eventually("a watch is open", () => first.server.open.size === 1);
    first.access = second.server.access;
    first.server.drop();
    await first.until("the nodes of the other", ({ nodes }) => nodes?.length === 4);
    assert.deepEqual(toldOf(first.seen), second.model.told());
  });

  test("nothing is left open when nobody watches any more", async (t) => {
    const bench = await openNodesBench(t, { nodes: 2, start: false });
    const stop = bench.start();
    await eventually("a watch is open", () => bench.server.open.size === 1);
    await stop();
    await eventually("it is closed", () => bench.server.open.size === 0);
    const before = bench.count();
    bench.model.put("late");
    assert.equal(bench.count(), before);
  });
});
