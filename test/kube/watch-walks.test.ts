import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { known } from "../../src/engine/index.ts";
import { createManualClock, createMemoryHost } from "../../src/host/index.ts";
import { readLines } from "../../src/host/net/read-lines.ts";
import { type NodesSeen, watchNodes } from "../../src/kube/index.ts";
import { createNodesModel, type ModelAnswer, type NodesModel } from "../support/nodes-model.ts";
import { toldOf } from "./nodes-bench.ts";

/** What may happen to a cluster and the way to it, in any order. */
const DEEDS = [
  ...["put", "change", "remove", "many"],
  ...["bookmark", "compact", "cut", "cut in a line", "end", "refuse", "lie", "time"],
] as const;
type Deed = (typeof DEEDS)[number];

const walks = fc.array(fc.tuple(fc.constantFrom(...DEEDS), fc.nat(5)), {
  ...{ minLength: 10, maxLength: 60, size: "max" as const },
});

test("however changes, cuts and forgetting follow each other, what is seen ends as a fresh list", async () => {
  await fc.assert(
    fc.asyncProperty(walks, fc.boolean(), async (walk, isGoneInside) => {
      const world = openWorld(isGoneInside);
      for (const [deed, which] of walk) await world.does(deed, which);
      await world.heals();
      assert.deepEqual(toldOf(world.seen()), world.model.told());
      await world.close();
    }),
  );
});

/** The watch and the cluster in one process, with a clock that moves only here. */
function openWorld(isGoneInside: boolean) {
  const model = createNodesModel({ isGoneInside: () => isGoneInside });
  const clock = createManualClock({ auto: false });
  const open = new Set<PassThrough>();
  let refusals = 0;
  let lies = 0;
  let seen: NodesSeen | undefined;

  function spoilt(): ModelAnswer | undefined {
    if (refusals + lies === 0) return undefined;
    const isRefusal = refusals > 0;
    if (isRefusal) refusals -= 1;
    else lies -= 1;
    return isRefusal ? { status: 500, body: {} } : { status: 200, body: { kind: "Lie" } };
  }
  const host = createMemoryHost({
    clock,
    http: ({ url }) => answered(spoilt() ?? model.list(new URL(url).searchParams)),
    follow({ url, signal }) {
      const wrong = spoilt();
      if (wrong?.status === 500) return answered(wrong);
      const stream = new PassThrough();
      if (wrong !== undefined) stream.write(`${JSON.stringify(wrong.body)}\n`);
      const watched = model.watch(new URL(url).searchParams, (line) => stream.write(line));
      if (typeof watched !== "function") return answered(watched);
      open.add(stream);
      const hangUp = () => {
        watched();
        open.delete(stream);
      };
      const limits = { idleMs: 60_000, maxLineBytes: 1024 ** 2, signal };
      return { is: "open", lines: readLines(stream, { url: new URL(url), ...limits, hangUp }) };
    },
  });
  const stop = new AbortController();
  const access = known({ server: "https://made.up", tls: { ca: "an authority" } });
  const show = (next: NodesSeen) => {
    seen = next;
  };
  const parts = { host, access: async () => access, show, random: () => 0.5, pageSize: 2 };
  const ended = watchNodes(parts, stop.signal);

  const deeds: Readonly<Record<Deed, (which: number) => void>> = {
    put: (which) => model.put(`node-${which}`),
    change: (which) => model.put(`node-${which}`, { isReady: which % 2 === 0, isCordoned: true }),
    remove: (which) => model.remove(`node-${which}`),
    many: (which) => manyAtOnce(model, which),
    bookmark: () => model.bookmark(),
    compact: () => model.compact(),
    cut: () => cutAll(""),
    "cut in a line": () => cutAll('{"type":"DELETED","object":{"ki'),
    end: () => {
      for (const stream of open) stream.end();
    },
    refuse: (which) => {
      refusals += which % 2;
    },
    lie: (which) => {
      lies += which % 2;
    },
    time: (which) => clock.advance(which * 1000),
  };
  function cutAll(half: string): void {
    for (const stream of open) {
      stream.write(half);
      stream.destroy(new Error("cut"));
    }
  }

  return {
    model,
    seen: () => seen,
    async does(deed: Deed, which: number) {
      deeds[deed](which);
      // Sometimes the watch comes to its senses in between, sometimes it does not.
      for (let turn = 0; turn < (which - 3) * 8; turn++) {
        await setImmediate();
        clock.advance(200);
      }
    },
    /** Nothing more goes wrong: waits until everything has been heard, in time of the clock. */
    async heals() {
      [refusals, lies] = [0, 0];
      for (let round = 0; round < 200; round++) {
        clock.advance(1000);
        for (let turn = 0; turn < 5; turn++) await setImmediate();
        const isSame = `${toldOf(seen)}` === `${model.told()}`;
        if (isSame && seen?.link.is === "connected") return;
      }
    },
    async close() {
      stop.abort();
      await ended;
      assert.equal(open.size, 0, "a watch was left open");
    },
  };
}

function manyAtOnce(model: NodesModel, which: number): void {
  for (let at = 0; at <= which; at++) model.put(`node-${at}`, { hasMemory: at !== which });
}

function answered({ status, body }: ModelAnswer) {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  return { is: "answered", status, headers: {}, body: bytes, tookMs: 1 } as const;
}
