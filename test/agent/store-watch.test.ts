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

function desk(driver: () => Driver | null | undefined, practice?: StoreSource) {
  const clock = {
    ...systemClock,
    sleep: (_: number, signal?: AbortSignal) => systemClock.sleep(5, signal),
  };
  const board = createBoard(emptySnapshot(), () => 0);
  const isWatched = () => true;
  const looked = () => undefined;
  const host = createMemoryHost();
  const site = practice === undefined ? {} : { practice };
  const parts = { board, host, clock, driver, isWatched, looked, ...site };
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
