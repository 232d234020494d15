import assert from "node:assert/strict";
import { test } from "node:test";
import type { HttpIO } from "../../src/engine/index.ts";
import { createMachineHost, createManualClock } from "../../src/host/index.ts";
import { createBudget, createHostKey, openPlaneV1, type PlanePort } from "../../src/plane/index.ts";
import { eventually } from "../support/eventually.ts";

const NEVER = new AbortController().signal;

test("a budget is there at once, comes back by the second, and never grows beyond what it was", async () => {
  const clock = createManualClock({ auto: true });
  const budget = createBudget({ perSecond: 1, burst: 8 }, clock);
  const startedMs = clock.monotonicMs();
  for (let count = 0; count < 8; count++) await budget(undefined);
  assert.equal(clock.monotonicMs() - startedMs, 0);
  for (let count = 0; count < 3; count++) await budget(undefined);
  assert.equal(clock.monotonicMs() - startedMs, 3000);
  clock.advance(60_000);
  const laterMs = clock.monotonicMs();
  for (let count = 0; count < 9; count++) await budget(undefined);
  assert.equal(clock.monotonicMs() - laterMs, 1000);
});

test("whatever a host has to say at once, its plane hears ten requests, then one a second, in order", async () => {
  const { clock, port, heard } = await busyHost();
  const asked = Array.from({ length: 25 }, () => port.hello(NEVER));
  await eventually("the first ten", () => heard.length === 10);
  for (let second = 1; second <= 15; second++) {
    clock.advance(1000);
    await eventually(`second ${second}`, () => heard.length === 10 + second);
  }
  const startMs = heard[0] ?? 0;
  assert.deepEqual(
    heard.map((ms) => (ms - startMs) / 1000),
    Array.from({ length: 25 }, (_, number) => Math.max(0, number - 9)),
  );
  assert.deepEqual(
    (await Promise.all(asked)).map((answer) => answer.is),
    Array.from({ length: 25 }, () => "trouble"),
  );
});

test("a request that is cut off while it waits for its turn is never sent, and is no news", async () => {
  const { clock, port, heard } = await busyHost();
  for (let number = 0; number < 10; number++) await port.hello(NEVER);
  const over = new AbortController();
  const waiting = port.hello(over.signal);
  over.abort();
  const answer = await waiting;
  assert.equal(answer.is === "trouble" && answer.problem.code, "CANCELLED");
  clock.advance(60_000);
  assert.equal(heard.length, 10);
});

/** A host that has all at once to ask a plane that hears it and is never there. */
async function busyHost() {
  const clock = createManualClock({ auto: false });
  const heard: number[] = [];
  const refuse = async () => {
    heard.push(clock.monotonicMs());
    return { is: "failed", at: "connect", why: "refused" } as const;
  };
  const host = createMachineHost();
  const http: HttpIO = { ...host.http, get: refuse, send: refuse, ask: refuse };
  const port: PlanePort = openPlaneV1({
    ...{ plane: "https://plane.example", http, files: host.files, clock },
    ...{ key: await createHostKey(), offsetMs: 0, onOffset: () => {} },
    memory: { get: () => undefined, set: () => {} },
  });
  return { clock, port, heard };
}
