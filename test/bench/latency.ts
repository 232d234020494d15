// Milliseconds from a key to the last byte of its frame, on a plain pseudo-terminal, also with 1000 rows
// and a host that reports every second. Run: node build.ts, then
// node --import=tsx test/bench/latency.ts [keys]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { socketPath } from "../../src/agent/index.ts";
import { type Snapshot, serveEngine } from "../../src/session/index.ts";
import { BUNDLE } from "../support/agent-process.ts";
import { createFakeHub, type FakeHub } from "../support/fake-hub.ts";
import { KEYS } from "../support/pty.ts";
import { runOf } from "../support/session.ts";
import { busySnapshot, entryOf } from "./busy-host.ts";
import { conclude, judge, pauses, percentile } from "./numbers.ts";
import { costOf } from "./process-cost.ts";
import { openTimedProgram, type TimedProgram } from "./timed-program.ts";

const keys = Number(process.argv[2] ?? 200);
const BACKSPACE = "\u007f";
/** As fast as a hand types: a list of 200 keys takes 15 s, all lists of all cases three minutes. */
const gap = pauses({ leastMs: 20, mostMs: 100 });
const BAR = { p50: { most: 5, unit: "ms" }, p99: { most: 20, unit: "ms" } } as const;

interface Case {
  readonly name: string;
  readonly start: Snapshot;
  /** Once a second; `undefined`: nothing moves. */
  readonly tick?: (hub: FakeHub, second: number) => void;
}

const few = await busySnapshot();
const CASES: readonly Case[] = [
  { name: "nothing moves", start: few },
  { name: "1/s, run in progress", start: { ...few, run: runOf(["done", "running"]) }, tick },
  { name: "1/s, 1000 rows", start: withManyRows(few, 1000), tick },
];
await measureEcho();
for (const each of CASES) await measure(each);
conclude();

/** What a key costs without us: on a busy machine this is what all other numbers are to be held against. */
async function measureEcho(): Promise<void> {
  const echo = "process.stdin.setRawMode(true).on('data', (key) => process.stdout.write(key))";
  const app = openTimedProgram(["-e", `${echo};process.stdout.write("ready ")`]);
  await app.waitFor(() => app.row(1).startsWith("ready"));
  const times: number[] = [];
  for (let key = 0; key < keys; key++) {
    await pause(gap());
    const before = app.rows().join("");
    times.push(await app.press("x", () => app.rows().join("") !== before));
  }
  await app.close();
  const [p50, p99] = [0.5, 0.99].map((share) => percentile(times, share).toFixed(1));
  process.stdout.write(`bare node that echoes a key: p50 ${p50} ms, p99 ${p99} ms\n`);
}

async function measure({ name, start, tick }: Case): Promise<void> {
  const stateDir = mkdtempSync(join(tmpdir(), "bringup-bench-"));
  const hub = createFakeHub(start);
  const server = await serveEngine({ hub, socketPath: socketPath(stateDir) });
  const app = openTimedProgram([BUNDLE, "--rehearse", "--state-dir", stateDir]);
  let second = 0;
  const timer = setInterval(() => tick?.(hub, ++second), 1000);
  try {
    await app.waitFor(() => app.rows().some((row) => row.includes(start.host.hostname)));
    for (const title of ["Checks", "Activity"]) {
      await goTo(app, title);
      await app.press(KEYS.home, () => true);
      await measureList(`${name}: key in ${title}`, app, moveUpAndDown);
    }
    await measureList(`${name}: next page`, app, changePages);
    await goTo(app, "Settings");
    await measureList(`${name}: character in a field`, app, typeText);
  } finally {
    clearInterval(timer);
    await app.close();
    await server.close();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

type List = (app: TimedProgram) => Promise<readonly number[]>;

/** Beside the times the CPU of a key, in all threads: it says the same on a machine that is busy. */
async function measureList(what: string, app: TimedProgram, list: List): Promise<void> {
  const before = costOf(app.pid);
  const times = await list(app);
  const cpuMs = (costOf(app.pid).cpuMs - before.cpuMs) / times.length;
  judge(`${what}, p50`, percentile(times, 0.5), BAR.p50);
  judge(`${what}, p99`, percentile(times, 0.99), BAR.p99);
  process.stdout.write(`${`${what}, CPU a key`.padEnd(58)} ${cpuMs.toFixed(1).padStart(9)} ms\n`);
}

/** A list of so many rows of everything that comes in lists. */
function withManyRows(start: Snapshot, count: number): Snapshot {
  const { checks, cluster } = start;
  const many = <T>(make: (index: number) => T) =>
    Array.from({ length: count }, (_, at) => make(at));
  const results = many((at) => {
    const result = checks.results[at % checks.results.length];
    if (result === undefined) throw new Error("the recorded machine has no checks");
    return { ...result, id: `${result.id}-${at}`, title: `${result.title} ${at}` };
  });
  if (cluster?.nodes.is !== "known") throw new Error("the recorded host has no cluster");
  const [node] = cluster.nodes.value;
  if (node === undefined) throw new Error("the recorded cluster has no node");
  const value = many((at) => ({ ...node, name: `rack12-edge${at}`, isThisHost: at === 0 }));
  return {
    ...start,
    checks: { ...checks, done: count, total: count, results },
    cluster: { ...cluster, nodes: { ...cluster.nodes, value } },
    activity: many((at) => entryOf(count - at)),
  };
}

/** The cluster was looked at again, the run went on, and something happened. */
function tick(hub: FakeHub, second: number): void {
  const { activity, cluster, run } = hub.snapshot();
  if (cluster?.api.is !== "known") throw new Error("there is no cluster to watch");
  const value = { ...cluster.api.value, latencyMs: 1 + (second % 97) };
  hub.set("cluster", { ...cluster, atMs: Date.now(), api: { ...cluster.api, value } });
  if (run !== null) hub.set("run", { ...run, message: `second ${second}` });
  const seq = (activity[0]?.seq ?? 0) + 1;
  hub.set("activity", [{ ...entryOf(second), seq, atMs: Date.now() }, ...activity.slice(0, -1)]);
}

function titleOn(app: TimedProgram): string {
  return />(\w+)/.exec(app.row(2))?.[1] ?? "";
}

async function goTo(app: TimedProgram, title: string): Promise<void> {
  for (let tries = 0; titleOn(app) !== title; tries++) {
    if (tries > 8) throw new Error(`no way to ${title}:\n${app.rows().join("\n")}`);
    await nextPage(app);
  }
}

function nextPage(app: TimedProgram): Promise<number> {
  const before = titleOn(app);
  return app.press(KEYS.tab, () => !["", before].includes(titleOn(app)));
}

async function moveUpAndDown(app: TimedProgram): Promise<readonly number[]> {
  const highlighted = () => app.rows().findIndex((row, at) => at > 3 && row.startsWith(">"));
  const text = () => app.rows()[highlighted()];
  const times: number[] = [];
  for (let key = 0; key < keys; key++) {
    await pause(gap());
    const before = text();
    const isMoved = () => highlighted() >= 0 && text() !== before;
    times.push(await app.press(key % 40 < 20 ? KEYS.down : KEYS.up, isMoved));
  }
  return times;
}

async function changePages(app: TimedProgram): Promise<readonly number[]> {
  const times: number[] = [];
  for (let page = 0; page < keys / 2; page++) {
    await pause(gap());
    times.push(await nextPage(app));
  }
  return times;
}

/** In the first field, a letter and back, so that it stays short. */
async function typeText(app: TimedProgram): Promise<readonly number[]> {
  await app.press(KEYS.home, () => true);
  await app.press(KEYS.enter, () => app.rows().some((row) => row.includes("Esc stop typing")));
  const field = () => app.rows().find((row, at) => at > 3 && row.startsWith(">"));
  const times: number[] = [];
  for (let key = 0; key < keys; key++) {
    await pause(gap());
    const before = field();
    times.push(await app.press(key % 2 === 0 ? "x" : BACKSPACE, () => field() !== before));
  }
  await app.press(KEYS.escape, () => true);
  return times;
}
