import assert from "node:assert/strict";
import { test } from "node:test";
import { known, unknown } from "../../src/engine/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import type { StoresSlice } from "../../src/session/index.ts";
import { createCliBench, jsonLines } from "../support/cli-world.ts";
import { eventually } from "../support/eventually.ts";
import { createFakeHub } from "../support/fake-hub.ts";
import { runOf, runStep } from "../support/plans.ts";
import { CLUSTER, freshSnapshot } from "../support/session.ts";
import { etcdLook, memberLook, reportsOf, SILENT, sqliteLook } from "../support/stores.ts";

const AT = 1_763_640_000_000;
const condition = (type: string, status: "True" | "False" | "Unknown", message = "") => ({
  type,
  status,
  reason: status === "True" ? "AsAsked" : "NotYet",
  message,
  observedGeneration: 3,
  sinceMs: AT,
});

const START = {
  host: {
    edgeId: { id: "edge-1", shown: "edge-9f3a-22c1 /K7", origin: "from DMI product UUID" },
    hostname: "rack12-edge1",
    addresses: ["10.10.216.81/24 on eth0, DHCP"],
  },
  registration: { state: "pending", message: "waiting for approval", sinceMs: AT } as const,
};

test("status says everything on one page and exits 1 when something is not as asked", async () => {
  const hub = createFakeHub({
    ...START,
    conditions: [condition("HostPrepared", "True", "done"), condition("NodeReady", "False", "no")],
    cluster: {
      distribution: "some",
      atMs: AT,
      installed: { is: "known", value: { version: "1.35.3" } },
      unit: { is: "absent" },
      api: { is: "unknown", why: "connection refused" },
      nodes: { is: "unknown", why: "connection refused" },
      pods: { is: "absent" },
      certificateEndsMs: { is: "absent" },
      lastEvidence: "waiting for the \u001b[31mnetwork",
    },
    stores: { own: { is: "unknown", why: "no permission" } },
  });
  const { exitCode, stdout } = await createCliBench({ hub }).run("status");
  const clock = /Seen +(\S+) /.exec(stdout)?.[1];
  assert.deepEqual(stdout.split("\n"), [
    "Host          rack12-edge1",
    "Edge ID       edge-9f3a-22c1 /K7",
    "Address       10.10.216.81/24 on eth0, DHCP",
    "Document      generation 0",
    "Registration  pending: waiting for approval",
    "",
    "[ OK ] HostPrepared   AsAsked",
    "       done",
    "[FAIL] NodeReady   NotYet",
    "       no",
    "",
    "Cluster       some 1.35.3, API does not answer: connection refused",
    `Seen          ${clock} on this host's clock`,
    "Last line     waiting for the network",
    "Nodes         unknown: connection refused",
    "Datastore     unknown: no permission",
    "",
  ]);
  assert.equal(exitCode, 1);
});

test("status is healthy when nothing is asked, not when something cannot be told", async () => {
  assert.equal((await createCliBench().run("status")).exitCode, 0);
  const hub = createFakeHub({ conditions: [condition("Ready", "Unknown", "no answer")] });
  assert.equal((await createCliBench({ hub }).run("status")).exitCode, 1);
});

test("a rehearsal and a lost agent are said first", async () => {
  const hub = createFakeHub();
  hub.set("engine", { ...hub.snapshot().engine, mode: "rehearsal", link: "lost" });
  const { stdout } = await createCliBench({ hub }).run("status");
  assert.deepEqual(stdout.split("\n").slice(0, 2), [
    "REHEARSAL: nothing here is this machine's own.",
    "The agent does not answer; this is what was last known.",
  ]);
});

test("status --watch prints each change once and ends when its reader goes", async () => {
  const bench = createCliBench({ hub: createFakeHub(START) });
  const watching = bench.run("status", "--watch");
  await eventually("the page", () => bench.stdout().includes("Registration"));
  const before = bench.stdout().length;
  const waiting = { type: "Ready", message: "waiting" };
  for (const status of ["False", "False", "True"] as const) {
    bench.hub.set("conditions", [{ ...condition("Ready", status), message: waiting.message }]);
  }
  assert.deepEqual(bench.stdout().slice(before).split("\n"), [
    "[FAIL] Ready NotYet: waiting",
    "[ OK ] Ready AsAsked: waiting",
    "",
  ]);
  bench.closeReader();
  bench.hub.set("conditions", [condition("Ready", "False")]);
  assert.equal((await watching).exitCode, 1);
});

test("status --watch --json is the snapshot, then events", async () => {
  const bench = createCliBench();
  const watching = bench.run("status", "--watch", "--json");
  await eventually("the snapshot", () => bench.stdout().includes("\n"));
  bench.hub.set("host", START.host);
  bench.interrupt();
  const [snapshot, event] = jsonLines((await watching).stdout);
  assert.deepEqual(snapshot, createFakeHub().snapshot());
  assert.deepEqual(event, { slice: "host", value: START.host, seq: 1 });
});

const HEX_ID = "2dc171858c3155be";
const trio = (answering: number, seconds = 0) => {
  const members = ["a", "b", "c"].map((name, at) =>
    memberLook(name, { id: at === 0 ? HEX_ID : name, ...(at < answering ? {} : SILENT) }),
  );
  return reportsOf([etcdLook(members)], Date.now() + seconds * 1000);
};
const stores = (answering: number, seconds = 0): StoresSlice => ({
  own: known(trio(answering, seconds)),
});
/** Made when they are asked for: what was seen while this file was read is old by then. */
const VERDICTS: readonly [string, () => StoresSlice | undefined, number][] = [
  ["a store that is OK", () => stores(3), 0],
  ["a store at risk", () => stores(2), 1],
  ["a store that lost its quorum", () => stores(1), 1],
  ["a store nobody has looked at for a while", () => stores(3, -60), 1],
  ["a store that could not be asked", () => ({ own: unknown("no permission") }), 1],
  ["no look at the stores yet", () => undefined, 1],
  ["one file", () => ({ own: known(reportsOf([sqliteLook(true)], Date.now())) }), 0],
  ["a lost practice site beside a good store", () => ({ ...stores(3), practice: trio(1) }), 0],
];

for (const [title, seen, code] of VERDICTS)
  test(`status exits ${code} with ${title}`, async () => {
    const slice = seen();
    const hub = createFakeHub({
      ...{ cluster: CLUSTER, conditions: [condition("Ready", "True")] },
      ...(slice !== undefined && { stores: slice }),
    });
    assert.equal((await createCliBench({ hub }).run("status")).exitCode, code);
  });

test("status says since when a member leads where this host saw it begin, and nothing else", async () => {
  const [store] = trio(3);
  assert.ok(store?.leader);
  const leader = { ...store.leader, sinceMs: store.atMs - 1000 };
  const led = async (own: typeof store) => {
    const hub = createFakeHub({ stores: { own: known([own]) } });
    const { stdout } = await createCliBench({ hub }).run("status");
    return /^Leader +(.*)$/m.exec(stdout)?.[1];
  };
  assert.equal(await led(store), "a");
  assert.match((await led({ ...store, leader })) ?? "", /^a, since [-0-9: ]+$/);
});

test("status has the stores looked at first, and does not wait for ever", async () => {
  const hub = createFakeHub({ inventory: freshSnapshot().inventory });
  hub.answerWith(({ do: what }) => {
    if (what !== "look-at-stores") return { is: "ok" };
    hub.set("stores", { ...stores(3), practice: trio(1) });
    return new Promise<never>(() => {});
  });
  const { stdout } = await createCliBench({ hub }).run("status", "--json");
  const [snapshot] = jsonLines(stdout);
  assert.deepEqual(
    hub.handled.map(({ do: what }) => what),
    ["look-at-stores"],
  );
  const told = JSON.stringify(snapshot);
  assert.match(told, new RegExp(`"id":"${HEX_ID}"`), "64 bits, as a string");
  assert.match(told, /"is":"OK"/);
});

test("status --watch --json tells a store when it changes, not each look at it; the end decides the code", async () => {
  const hub = createFakeHub({ cluster: CLUSTER, conditions: [condition("Ready", "True")] });
  hub.set("stores", stores(3));
  const bench = createCliBench({ hub });
  const watching = bench.run("status", "--watch", "--json");
  await eventually("the snapshot", () => bench.stdout().includes("\n"));
  for (const next of [stores(3, 1), stores(3, 2), stores(2, 2), stores(2, 3)])
    hub.set("stores", next);
  bench.interrupt();
  const { stdout, exitCode } = await watching;
  const [, ...events] = jsonLines(stdout);
  assert.deepEqual(
    events.map((event) => /"is":"(OK|AT RISK)"/.exec(JSON.stringify(event))?.[1]),
    ["AT RISK"],
  );
  assert.equal(exitCode, 1);
});

test("status --watch says the news of stores in a line each, once, and no other activity", async () => {
  const news = (seq: number, message: string, level: "info" | "warn" = "warn") =>
    ({ seq, atMs: AT, level, subject: seq === 3 ? "checks" : "datastore", message }) as const;
  const bench = createCliBench({ hub: createFakeHub({ activity: [news(1, "old")] }) });
  const watching = bench.run("status", "--watch");
  await eventually("the page", () => bench.stdout().includes("Registration"));
  const before = bench.stdout().length;
  const all = [news(5, "c answers again (etcd)", "info"), news(4, "c is silent (etcd)")];
  bench.hub.set("activity", [news(2, "b leads, before a (etcd)", "info"), news(1, "old")]);
  bench.hub.set("activity", [...all, news(3, "noise"), news(2, "b leads"), news(1, "old")]);
  bench.hub.set("activity", [...all, news(3, "noise"), news(2, "b leads"), news(1, "old")]);
  assert.deepEqual(bench.stdout().slice(before).split("\n"), [
    "[ -- ] b leads, before a (etcd)",
    "[WARN] c is silent (etcd)",
    "[ -- ] c answers again (etcd)",
    "",
  ]);
  bench.interrupt();
  await watching;
});

test("log is read downwards: oldest first, without control characters", async () => {
  const entry = (seq: number, message: string) =>
    ({ seq, atMs: AT, level: seq === 2 ? "warn" : "info", subject: "checks", message }) as const;
  const hub = createFakeHub();
  hub.answerWith(() => ({ is: "activity", entries: [entry(2, "two\u0007"), entry(1, "one")] }));
  const { stdout } = await createCliBench({ hub }).run("log");
  assert.deepEqual(stdout.replaceAll(/^\S+ \S+ /gm, "").split("\n"), [
    "[ -- ] checks: one",
    "[WARN] checks: two",
    "",
  ]);
});

test("run list is a table; run show is the run with its failed step explained", async () => {
  const bench = createCliBench();
  const error = {
    code: "DISK_FULL",
    kind: "environment",
    message: "full",
    hint: "Free space.",
  } as const;
  const run = runOf({
    state: "paused",
    message: "full",
    steps: [
      runStep({ state: "done", attempt: 1, tookMs: 1200 }),
      runStep({ id: "b", title: "Place it", state: "failed", attempt: 2, tookMs: 5, error }),
      runStep({ id: "c", title: "Start it" }),
    ],
  });
  bench.hub.answerWith(({ do: what }) => {
    if (what === "show-run") return { is: "run", run };
    const { id, title, state, startedMs, endedMs } = run;
    return { is: "runs", runs: [{ id, title, state, startedMs, endedMs, steps: 3 }] };
  });
  const list = await bench.run("run", "list");
  assert.deepEqual(list.stdout.split("\n"), [
    "RUN    STATE   TOOK  STEPS  TITLE",
    "run-1  paused  -     3      Apply the document",
    "",
  ]);
  const show = await bench.run("run", "show");
  assert.deepEqual(show.stdout.slice(list.stdout.length).split("\n"), [
    "Run run-1: Apply the document",
    "Plan 3f9a0c11d2e4, started by anna (tty1)",
    "[ OK ] Set the host name to rack12-edge1   1.2 s",
    "[FAIL] Place it   5 ms, attempt 2",
    "       full (DISK_FULL)",
    "       Free space.",
    "[ -- ] Start it   waiting",
    "Run paused: full",
    "",
  ]);
});

test("run cancel is refused while another console has control, and --take takes it first", async () => {
  const bench = createCliBench();
  const holder = { clientId: "b", actor: { user: "bert", from: "tty2" }, sinceMs: AT };
  bench.hub.set("lease", { holder });
  bench.hub.answerWith(({ do: what }) => {
    if (what === "take-lease") bench.hub.set("lease", { holder: null });
    const isHeld = bench.hub.snapshot().lease.holder !== null;
    const error = {
      code: "LEASE_HELD",
      kind: "conflict",
      message: "bert has it",
      hint: "Take.",
    } as const;
    return isHeld ? { is: "refused", error } : { is: "ok", note: "ends after this step" };
  });
  const refused = await bench.run("run", "cancel");
  assert.deepEqual(
    [refused.exitCode, refused.stderr],
    [4, "bringup: bert has it (LEASE_HELD)\nTake.\n"],
  );
  const taken = await bench.run("run", "cancel", "--undo", "--take");
  assert.deepEqual([taken.exitCode, taken.stdout], [0, "ends after this step\n"]);
  assert.deepEqual(bench.hub.handled.slice(1), [
    { do: "take-lease" },
    { do: "cancel", undo: true },
  ]);
});

test("run cancel without an agent stays until the run has ended", async () => {
  const bench = createCliBench({ where: "in-process" });
  const endedMs = AT + 5000;
  bench.hub.set("run", runOf({ state: "paused" }));
  bench.hub.answerWith(() => {
    setImmediate(() => bench.hub.set("run", runOf({ state: "cancelling" })));
    setTimeout(() => bench.hub.set("run", runOf({ state: "cancelled", endedMs, message: "done" })));
    return { is: "ok", note: "stopping" };
  });
  const { exitCode, stdout } = await bench.run("run", "cancel");
  assert.deepEqual([exitCode, stdout], [0, "stopping\ncancelled: done\n"]);
});

test("validate needs no engine: 0 for a good document, 2 with each problem for a bad one", async () => {
  const head = "apiVersion: bringup/v1alpha1\nkind: EdgeHost\nspec:\n";
  const bench = createCliBench({
    files: {
      good: `${head}  host:\n    hostname: edge1\n`,
      bad: `${head}  hots: {}\n  paused: 3\n`,
    },
  });
  const good = await bench.run("validate", "-f", "good");
  assert.deepEqual([good.exitCode, good.stdout], [0, "[ OK ] good is valid\n"]);
  const bad = await bench.run("validate", "-f", "bad");
  assert.equal(bad.exitCode, 2);
  assert.match(bad.stdout, /^bad:4:3 error: spec\.hots .*Did you mean host\?$/m);
  assert.match(bad.stdout, /^bad:5:11 error: spec\.paused /m);
  assert.match(bad.stderr, /^bringup: bad: 2 errors \(DOCUMENT_INVALID\)$/m);
});

test("check on a machine that tells nothing is unknown, never passed", async () => {
  const { stdout } = await createCliBench({ host: createMemoryHost() }).run("check", "--json");
  const rows = jsonLines(stdout).slice(0, -1) as { id: string; status: string }[];
  const memory = rows.find(({ id }) => id === "hardware.memory");
  assert.equal(memory?.status, "unknown");
  const last = jsonLines(stdout).at(-1) as { summary: { unknown: number } };
  assert.equal(last.summary.unknown, rows.filter(({ status }) => status === "unknown").length);
});

test("a waiver of a document is counted and shown, and what it waives no longer fails", async () => {
  const host = createMemoryHost({
    files: { "/proc/meminfo": "MemTotal: 2000000 kB\nMemAvailable: 1000000 kB\nSwapTotal: 0 kB\n" },
  });
  const files = {
    "host.yaml":
      "apiVersion: bringup/v1alpha1\nkind: EdgeHost\nspec:\n  checks:\n    waivers:\n" +
      "      - id: hardware.memory\n        reason: trial unit\n",
  };
  const summaryOf = async (...argv: readonly string[]) => {
    const { stdout } = await createCliBench({ host, files }).run("check", "--json", ...argv);
    return (jsonLines(stdout).at(-1) as { summary: { fail: number; waived: number } }).summary;
  };
  const before = await summaryOf();
  const after = await summaryOf("-f", "host.yaml");
  assert.deepEqual([after.fail, after.waived], [before.fail - 1, before.waived + 1]);
  const { stdout } = await createCliBench({ host, files }).run("check", "-f", "host.yaml");
  assert.match(stdout, /^\[FAIL\] Memory .*(?:\n {7}.*)*\n {7}Waived: trial unit$/m);
});

test("id prints the ID alone on standard output, for scripts", async () => {
  const uuid = "9f3a22c1-7e04-4b1d-8a55-0123456789ab";
  const host = createMemoryHost({ files: { "/sys/class/dmi/id/product_uuid": `${uuid}\n` } });
  const { exitCode, stdout, stderr } = await createCliBench({ host }).run("id");
  assert.equal(exitCode, 0);
  assert.match(stdout, /^edge-9f3a22c17e044b1d8a550123456789ab\n$/);
  assert.match(stderr, /from DMI product UUID/);
});
