import assert from "node:assert/strict";
import { test } from "node:test";
import { createBoard } from "../../src/agent/board.ts";
import { createStoreDesk } from "../../src/agent/store-watch.ts";
import type { StoreLook, StoreSource } from "../../src/datastore/index.ts";
import type { Driver } from "../../src/distributions/index.ts";
import { k3s } from "../../src/distributions/k3s/index.ts";
import { type Fact, known, systemClock } from "../../src/engine/index.ts";
import { createMemoryHost } from "../../src/testing/index.ts";
import { eventually } from "../support/eventually.ts";
import { emptySnapshot } from "../support/fake-hub.ts";
import { CLUSTER } from "../support/session.ts";
import { etcdLook, memberLook, SILENT } from "../support/stores.ts";

const trio = (away = "") =>
  etcdLook(
    ["a", "b", "c"].map((name) => memberLook(name, away.includes(name) ? SILENT : {})),
    { title: "etcd" },
  );

/** A source that says what it is told to, and counts. */
function sourceOf(first: Fact<readonly StoreLook[]>) {
  const told = { seen: first, looks: 0, closed: 0 };
  const source: StoreSource = {
    async look() {
      told.looks += 1;
      if (told.seen.is === "unknown" && told.seen.why === "throw") throw new Error("broken");
      return told.seen;
    },
    close() {
      told.closed += 1;
    },
  };
  return { told, source };
}

const createMemory = () => new Map<string, unknown>();

function desk(
  driver: () => Driver | null | undefined,
  practice?: StoreSource,
  memory = createMemory(),
) {
  const clock = {
    ...systemClock,
    sleep: (_: number, signal?: AbortSignal) => systemClock.sleep(5, signal),
  };
  const board = createBoard(emptySnapshot(), () => 0);
  const isWatched = () => true;
  const looked = () => undefined;
  const host = createMemoryHost();
  const site = practice === undefined ? {} : { practice };
  const state = {
    get: (key: string) => memory.get(key),
    set: (key: string, value: unknown) => void memory.set(key, value),
  };
  const parts = { board, host, clock, driver, isWatched, looked, ...site, memory: state };
  return { board, stores: createStoreDesk(parts) };
}

test("news of the stores become activity, and the slice says what holds", async () => {
  const { told, source } = sourceOf(known([trio()]));
  const driver = { ...k3s, openStores: () => source };
  const { board, stores } = desk(() => driver);
  const stop = new AbortController();
  const watching = stores.watch(stop.signal);
  await eventually("the first look", () => told.looks > 1);
  told.seen = known([trio("c")]);
  await eventually("the news", () => board.snapshot().activity.length >= 2);
  stop.abort();
  await watching;
  assert.deepEqual(
    board.snapshot().activity.map(({ level, subject, message }) => [level, subject, message]),
    [
      ["warn", "datastore", "AT RISK, before OK: 2 of 3 voters answer, 2 needed (etcd)"],
      ["warn", "datastore", "c does not answer this host: refused (etcd)"],
    ],
  );
  const { stores: slice } = board.snapshot();
  assert.equal(slice?.own.is === "known" && slice.own.value[0]?.verdict.is, "AT RISK");
  assert.equal(told.closed, 1, "what is kept open is let go");
});

test("before anybody knows whose cluster this is nothing is said; without one there is no store", async () => {
  let driver: Driver | null | undefined;
  const { board, stores } = desk(() => driver);
  const { signal } = new AbortController();
  await stores.look(signal);
  assert.equal(board.snapshot().stores, undefined);
  driver = null;
  await stores.look(signal);
  assert.deepEqual(board.snapshot().stores, { own: { is: "absent" } });
});

test("a source that breaks makes the stores unknown, and the practice site is told apart", async () => {
  const { told, source } = sourceOf(known([trio()]));
  const site = sourceOf(known([{ ...trio(), title: "practice" }]));
  const driver = { ...k3s, openStores: () => source };
  const { board, stores } = desk(() => driver, site.source);
  const { signal } = new AbortController();
  await stores.look(signal);
  told.seen = { is: "unknown", why: "throw" };
  await stores.look(signal);
  const { stores: slice } = board.snapshot();
  assert.deepEqual(slice?.own, { is: "unknown", why: "broken" });
  assert.deepEqual(
    slice?.practice?.map(({ title, verdict }) => [title, verdict.is]),
    [["practice", "OK"]],
  );
});

test("since when a member leads is known over a restart of the agent; that another leads now is said", async () => {
  const { told, source } = sourceOf(known([trio()]));
  const driver = { ...k3s, openStores: () => source };
  const memory = createMemory();
  const { signal } = new AbortController();
  const leaderOf = ({ board }: ReturnType<typeof desk>) => {
    const { stores: slice } = board.snapshot();
    return slice?.own.is === "known" ? slice.own.value[0]?.leader : undefined;
  };

  const first = desk(() => driver, undefined, memory);
  await first.stores.look(signal);
  assert.equal(leaderOf(first)?.sinceMs, undefined, "it led before anybody looked");
  told.seen = known([{ ...trio(), leader: "b" }]);
  await first.stores.look(signal);
  const sinceMs = leaderOf(first)?.sinceMs ?? 0;
  assert.ok(sinceMs > 0);

  const second = desk(() => driver, undefined, memory);
  await second.stores.look(signal);
  const again = leaderOf(second)?.sinceMs ?? 0;
  assert.ok(Math.abs(again - sinceMs) <= 20, `${again} and ${sinceMs}`);
  assert.deepEqual(second.board.snapshot().activity, []);

  told.seen = known([{ ...trio(), leader: "c" }]);
  const third = desk(() => driver, undefined, memory);
  await third.stores.look(signal);
  assert.equal(leaderOf(third)?.sinceMs, undefined);
  assert.deepEqual(
    third.board.snapshot().activity.map(({ message }) => message),
    ["c leads, before b; nobody here saw when it changed (etcd)"],
  );
});

test("a memory that takes nothing, or holds nonsense, stops no look", async () => {
  const { source } = sourceOf(known([trio()]));
  const driver = { ...k3s, openStores: () => source };
  const broken = createMemory().set("store-leaders", { is: "nonsense" });
  broken.set = () => {
    throw new Error("disk full");
  };
  const { board, stores } = desk(() => driver, undefined, broken);
  await stores.look(new AbortController().signal);
  assert.equal(board.snapshot().stores?.own.is, "known");
});

test("whoever wants to know now waits for the look that is going on, and looks again only after a second", async () => {
  const { told, source } = sourceOf(known([trio()]));
  const answer = Promise.withResolvers<void>();
  const slow: StoreSource = {
    ...source,
    async look(signal) {
      const seen = await source.look(signal);
      await answer.promise;
      return seen;
    },
  };
  const driver = { ...k3s, openStores: () => slow };
  const { board, stores } = desk(() => driver);
  const { signal } = new AbortController();
  const asked = [stores.look(signal), stores.freshen(signal), stores.freshen(signal)];
  answer.resolve();
  await Promise.all(asked);
  assert.equal(told.looks, 1);
  assert.equal(board.snapshot().stores?.own.is, "known");
});

test("while a quorum is lost the documented steps are told, and only then", async () => {
  const { told, source } = sourceOf(known([trio("bc")]));
  const driver = { ...k3s, openStores: () => source };
  const { board, stores } = desk(() => driver);
  board.set("cluster", CLUSTER);
  const { signal } = new AbortController();
  told.seen = known([withoutLeader(trio("bc"))]);
  await stores.look(signal);
  const { stores: lost } = board.snapshot();
  assert.deepEqual(
    lost?.recovery?.map(({ id }) => id),
    ["etcd-quorum-lost"],
  );
  told.seen = known([trio()]);
  await stores.look(signal);
  assert.equal(board.snapshot().stores?.recovery, undefined);
});

function withoutLeader({ leader: _, ...look }: StoreLook): StoreLook {
  return look;
}
