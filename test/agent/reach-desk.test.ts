import assert from "node:assert/strict";
import { test } from "node:test";
import { createBoard } from "../../src/agent/board.ts";
import { createReachDesk } from "../../src/agent/reach-desk.ts";
import { type HostView, systemClock } from "../../src/engine/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import { DEFAULTS, type EdgeHost } from "../../src/spec/index.ts";
import { listen, loopbackHost, web } from "../reach/bench.ts";
import { eventually } from "../support/eventually.ts";
import { emptySnapshot } from "../support/fake-hub.ts";
import { openTestRehearsal } from "../support/rehearsal.ts";

const FOREVER = new AbortController().signal;

function desk(host: HostView, spec: EdgeHost["spec"] = {}) {
  const board = createBoard(emptySnapshot(), () => 0);
  const parts = {
    ...{ board, clock: systemClock, view: () => host },
    document: () => ({ ...DEFAULTS, spec }),
    leaving: async () => ({ noProxy: [] }),
  };
  return { board, desk: createReachDesk(parts) };
}

test("the agent looks at what the document names and at what is given, once each", async (t) => {
  const port = await listen(
    t,
    web((_, response) => response.end()),
  );
  const plane = `http://127.0.0.1:${port}/`;
  const { board, desk: one } = desk(loopbackHost(), {
    registration: { mode: "central", plane },
  });
  const answer = await one.look({ do: "reach", urls: [plane, "http://127.0.0.1:1/"] }, FOREVER);
  assert.equal(answer.is, "ok");
  const { reach, activity } = board.snapshot();
  assert.ok(reach);
  assert.equal(reach.state, "finished");
  assert.deepEqual(
    reach.report.ladders.map(({ destination }) => destination.title),
    ["management plane", "127.0.0.1:1"],
  );
  assert.match(activity[0]?.message ?? "", /^reachability: /);
});

test("what is no address is refused, and nothing is looked at", async () => {
  const { board, desk: one } = desk(createMemoryHost());
  await assert.rejects(one.look({ do: "reach", urls: ["ftp://x"] }, FOREVER), { code: "USAGE" });
  assert.equal(board.snapshot().reach, undefined);
});

test("a cancelled look keeps what was seen; a new one takes the place of the one that runs", async () => {
  const endless = createMemoryHost({
    connect: () => new Promise(() => undefined),
    clock: systemClock,
  });
  const { board, desk: one } = desk(endless);
  const begin = (url: string) => {
    const looking = one.look({ do: "reach", urls: [url] }, FOREVER);
    looking.catch(() => undefined);
    return looking;
  };
  const running = () => eventually("it runs", () => board.snapshot().reach?.state === "running");
  const first = begin("http://127.0.0.1:1/");
  await running();
  const second = begin("http://127.0.0.1:2/");
  await assert.rejects(first, { code: "CANCELLED" });
  await eventually("the second runs", () => {
    const { reach } = board.snapshot();
    return reach?.state === "running" && reach.given[0] === "http://127.0.0.1:2/";
  });
  assert.deepEqual(one.cancel(), { is: "ok" });
  await assert.rejects(second, { code: "CANCELLED" });
  const { reach } = board.snapshot();
  assert.ok(reach);
  assert.deepEqual([reach.state, reach.report.ladders.length], ["cancelled", 1]);
  assert.deepEqual(one.cancel(), { is: "ok", note: "nothing is being looked at" });
});

test("a rehearsal reaches its own plane, asks nobody else, and says so", async (t) => {
  const { client } = await openTestRehearsal(t);
  const answer = await client.send({ do: "reach", urls: ["https://10.11.12.13/"] });
  assert.equal(answer.is, "ok", JSON.stringify(answer));
  const { reach } = client.snapshot();
  assert.ok(reach);
  const seen = reach.report.ladders.map(({ destination, verdict }) => [destination.kind, verdict]);
  assert.deepEqual(seen, [
    ["plane", "ok"],
    ["url", "unknown"],
  ]);
  assert.match(reach.report.notes[0] ?? "", /^rehearsal: /);
});
