import assert from "node:assert/strict";
import { test } from "node:test";
import { FAILURES } from "../../src/distributions/k3s/stand-in/index.ts";
import type { RunState } from "../../src/engine/index.ts";
import { createBench } from "../support/k3s-bench.ts";

/** What the person reads when K3s goes wrong: step, sentence, what to do. */
const EXPECTED: Readonly<Record<string, readonly [step: string, message: RegExp, hint: RegExp]>> = {
  "address-in-use": ["k3s.wait-api", /another program listens/, /ss -ltnp/],
  "crash-loop": ["k3s.wait-api", /ends again and again, 4 times/, /journal/],
  cgroup: ["k3s.wait-api", /without the memory controller/, /cgroup_memory=1/],
  "cgroup-v1": ["k3s.wait-api", /need cgroup v2/, /unified_cgroup_hierarchy=1/],
  clock: ["k3s.wait-api", /clock is wrong/, /Set the clock/],
  token: ["k3s.wait-api", /made with another token/, /former token/],
  "disk-full": ["k3s.wait-api", /file system of the data is full/, /Free space/],
  "kernel-defaults": ["k3s.wait-api", /hardening profile/, /Resume/],
  "no-route": ["k3s.wait-api", /no default route/, /nodeIp/],
  "node-name": ["k3s.wait-node-registered", /another password/, /another name/],
  "never-ready": [
    "k3s.wait-node-ready",
    /cni plugin not initialized; nothing new for 4:58/,
    /pods of the network/,
  ],
};

for (const { name } of FAILURES.filter((failure) => failure.name !== "slow-api"))
  test(`when K3s fails by ${name}, the run stops early and says cause and remedy`, async () => {
    const { run } = await createBench({ fail: name });
    const state = await run();
    const [step = "", message = /./, hint = /./] = EXPECTED[name] ?? [];
    const failed = failedStep(state);
    assert.equal(state.state, "paused");
    assert.equal(failed?.id, step);
    assert.match(failed?.error?.message ?? "", message);
    assert.match(failed?.error?.hint ?? "", hint);
  });

test("every failure the stand-in knows has its expected words", () => {
  const names = FAILURES.map(({ name }) => name).filter((name) => name !== "slow-api");
  assert.deepEqual(names.toSorted(), Object.keys(EXPECTED).toSorted());
});

test("a slow API server is waited for while it still moves", async () => {
  const { run } = await createBench({ fail: "slow-api" });
  const state = await run();
  assert.equal(state.state, "succeeded", state.message);
  const wait = state.steps.find(({ id }) => id === "k3s.wait-api");
  assert.equal(wait?.tookMs, 90_000);
});

test("the cause is mended, the run is resumed, and it ends well", async () => {
  const bench = await createBench({ fail: "address-in-use" });
  const paused = await bench.run();
  assert.equal(paused.state, "paused");
  await bench.host.files.remove("/etc/bringup/stand-in.json");
  const state = await bench.resume(paused.id);
  assert.equal(state.state, "succeeded", state.message);
});

function failedStep(state: RunState) {
  return state.steps.find((step) => step.state === "failed");
}
