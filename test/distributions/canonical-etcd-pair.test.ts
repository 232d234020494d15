import assert from "node:assert/strict";
import { duplexPair } from "node:stream";
import { test } from "node:test";
import type { StandInMachine } from "../../src/distributions/canonical/stand-in/machine.ts";
import { answerEtcdOver, etcdAnswers } from "../../src/distributions/canonical/stand-in/stores.ts";
import { openEtcdGrpc } from "../../src/etcd/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";

const URL = "http://10.10.216.81:2379";
const { signal } = new AbortController();
const disk = { read: () => undefined, write() {}, drop() {}, link() {} };
const machine: StandInMachine = {
  ...{ pace: 0, clock: { nowMs: () => 0 }, disk },
  startUnit: async () => undefined,
  stopUnit: async () => undefined,
};

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++)
    await new Promise<void>((resolve) =>
      turn % 2 === 0 ? setImmediate(resolve) : process.nextTick(resolve),
    );
}

test("etcd in memory is hung up on at any moment of a look, and nothing throws in the back", async () => {
  const told = new Set<string>();
  for (let moment = 0; moment < 60; moment++) {
    const [near, far] = duplexPair();
    answerEtcdOver({ near, far }, etcdAnswers(machine, ""));
    const client = openEtcdGrpc(
      createMemoryHost({ openStream: () => ({ is: "open", stream: near }) }),
    );
    const look = client.look(URL, { signal, timeoutMs: 20_000 });
    await turns(moment);
    client.close();
    told.add((await look).said.is);
    await turns(8);
  }
  assert.deepEqual([...told].sort(), ["answer", "silent"]);
});
