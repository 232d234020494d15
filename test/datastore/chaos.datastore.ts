// A minute of killing, freezing and cutting a real Dqlite: `npm run test:datastore`.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  adviseStop,
  judgeStore,
  type TrackedStore,
  trackStore,
} from "../../src/datastore/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { watchDqlite } from "../../src/store-looks/index.ts";
import { noDqlite, type RealCluster, startCluster } from "../dqlite/fixture/cluster.ts";
import { seeded } from "../support/seeded.ts";
import { openLine } from "./fixture/line.ts";

const why = noDqlite();
if (why !== undefined && process.env.CI !== undefined) throw new Error(`no real Dqlite: ${why}`);
const skip = why === undefined ? false : `real Dqlite not tested: ${why}`;

const SECONDS = Number(process.env.CHAOS_SECONDS ?? 60);
/** A wrong word may stand this long after the truth has changed. */
const TOLERATED_MS = 2000;
const VOTERS = 3;

const host = createMachineHost();
const now = () => host.clock.monotonicMs();
const pause = (ms: number) => host.clock.sleep(ms);

/** What is so, by what the test did: since when a thing holds, or `undefined` while it does not. */
interface Truth {
  /** Every voter lives and can be reached from here. */
  allWellMs: number;
  /** Last time that the quorum would have held without this voter, by its id. */
  readonly sparedMs: Map<string, number>;
  readonly wroteMs: number[];
}

interface Known {
  readonly cluster: RealCluster;
  readonly states: ReadonlyMap<bigint, State>;
  readonly truth: Truth;
}

type State = "up" | "killed" | "frozen" | "cut";

test(`${SECONDS} s of chaos: never a wrong OK, never a wrong "reboot yes", never a wrong LOST`, {
  skip,
  timeout: (SECONDS + 60) * 1000,
}, async (t) => {
  const cluster = await startCluster(t, { size: 5, voters: VOTERS });
  const lines = new Map(
    await Promise.all(
      cluster.nodes.map(async (node) => [node.address, await openLine(t, node.port)] as const),
    ),
  );
  const states = new Map(cluster.nodes.map(({ id }) => [id, "up" as State]));
  const truth: Truth = { allWellMs: now(), sparedMs: new Map(), wroteMs: [] };
  const known = { cluster, states, truth };
  const stop = new AbortController();
  const wrong: string[] = [];
  const told = new Map<string, number>();
  const run = Promise.all([
    observe(known, { lines, wrong, told, signal: stop.signal }),
    write(cluster, truth, stop.signal),
    keepTruth(known, stop.signal),
  ]);
  await disturb(cluster, { lines, states, untilMs: now() + SECONDS * 1000 });
  stop.abort();
  await run;
  t.diagnostic(`looks by verdict: ${[...told].map(([is, count]) => `${is} ${count}`).join(", ")}`);
  t.diagnostic(`writes that succeeded: ${truth.wroteMs.length}`);
  assert.deepEqual(wrong, []);
  // A run in which nothing happened would prove nothing.
  if (SECONDS >= 60) {
    const bad = (told.get("LOST") ?? 0) + (told.get("ELECTING") ?? 0) + (told.get("AT RISK") ?? 0);
    assert.ok((told.get("OK") ?? 0) > 0 && bad > 0, [...told].join(" "));
    assert.ok(truth.wroteMs.length > 20);
  }
});

type Lines = ReadonlyMap<string, Awaited<ReturnType<typeof openLine>>>;

interface Observing {
  readonly lines: Lines;
  readonly wrong: string[];
  readonly told: Map<string, number>;
  readonly signal: AbortSignal;
}

/** Looks four times a second, as a screen that is watched does after a change, and judges each time. */
async function observe(known: Known, observing: Observing): Promise<void> {
  const { lines, wrong, told, signal } = observing;
  const watch = watchDqlite(host, {
    wayTo: (address) => ({ target: { host: "127.0.0.1", port: lines.get(address)?.port ?? 1 } }),
    addresses: known.cluster.nodes.map(({ address }) => address),
    store: { id: "membership", title: "Dqlite", nameOf: (address) => address },
  });
  let store: TrackedStore | undefined;
  let lostSinceMs: number | undefined;
  while (!signal.aborted) {
    const startedMs = now();
    store = trackStore(store, await watch.look(new AbortController().signal), startedMs);
    // Nobody keeps the truth any more.
    if (signal.aborted) break;
    const { is } = judgeStore(store, now());
    told.set(is, (told.get(is) ?? 0) + 1);
    lostSinceMs = is === "LOST" ? (lostSinceMs ?? now()) : undefined;
    noteTruth(known);
    wrong.push(...wrongIn(store, is, lostSinceMs, known.truth));
    await pause(250);
  }
  watch.close();
}

function wrongIn(
  store: TrackedStore,
  is: string,
  lostSinceMs: number | undefined,
  truth: Truth,
): readonly string[] {
  const atMs = now();
  const found: string[] = [];
  if (is === "OK" && atMs - truth.allWellMs > TOLERATED_MS) found.push(`OK at ${atMs}`);
  for (const { id, role } of store.members) {
    if (role !== "voter" || adviseStop(store, id, atMs).answer !== "yes") continue;
    const sparedMs = truth.sparedMs.get(id) ?? 0;
    if (atMs - sparedMs > TOLERATED_MS) found.push(`reboot ${id} at ${atMs}`);
  }
  const wrote = (fromMs: number, untilMs: number) =>
    truth.wroteMs.some((ms) => ms > fromMs && ms < untilMs);
  const isWritten = wrote(lostSinceMs ?? atMs, atMs - TOLERATED_MS) && wrote(atMs - 1000, atMs);
  if (isWritten) found.push(`LOST at ${atMs} while writes succeed`);
  return found;
}

/** Notes what the test's own doing makes true; called often, and before anything is held against it. */
function noteTruth({ cluster, states, truth }: Known): void {
  const atMs = now();
  const voters = cluster.nodes.slice(0, VOTERS);
  const alive = voters.filter(({ id }) => ["up", "cut"].includes(states.get(id) ?? ""));
  if (voters.every(({ id }) => states.get(id) === "up")) truth.allWellMs = atMs;
  for (const { id } of voters) {
    const others = alive.filter((other) => other.id !== id).length;
    if (others >= 2) truth.sparedMs.set(id.toString(16), atMs);
  }
}

async function keepTruth(known: Known, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    noteTruth(known);
    await pause(10);
  }
}

/** A member more and a member less, again and again: each needs the quorum. */
async function write(cluster: RealCluster, truth: Truth, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await cluster.tryWrite(() => truth.wroteMs.push(now()));
    await pause(200);
  }
}

interface Disturbing {
  readonly lines: Lines;
  readonly states: Map<bigint, State>;
  readonly untilMs: number;
}

async function disturb(cluster: RealCluster, { lines, states, untilMs }: Disturbing) {
  const { below, pick } = seeded(Number(process.env.CHAOS_SEED ?? 11));
  while (now() < untilMs) {
    const node = pick(cluster.nodes.slice(0, below(4) === 0 ? 5 : VOTERS));
    const line = lines.get(node.address);
    const next = states.get(node.id) === "up" ? pick(["killed", "frozen", "cut"] as const) : "up";
    const ways: Readonly<Record<State, () => unknown>> = {
      up: () => mended(node, line, states.get(node.id)),
      killed: () => node.kill("SIGKILL"),
      frozen: () => node.kill("SIGSTOP"),
      cut: () => line?.cut(),
    };
    const change = ways[next]();
    states.set(node.id, next);
    await change;
    await pause(500 + below(3500));
  }
  for (const [id, state] of states) if (state === "frozen") await cluster.node(id).kill("SIGCONT");
}

async function mended(
  node: RealCluster["nodes"][number],
  line: ReturnType<Lines["get"]>,
  was?: State,
) {
  if (was === "killed") await node.start();
  if (was === "frozen") await node.kill("SIGCONT");
  if (was === "cut") line?.mend();
}
