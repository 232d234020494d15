import assert from "node:assert/strict";
import { test } from "node:test";
import { createBoard } from "../../src/agent/board.ts";
import { createHostWatch } from "../../src/agent/host-watch.ts";
import { hostChecks } from "../../src/cluster/index.ts";
import type { ChecksSlice } from "../../src/session/index.ts";
import { loadMachine } from "../support/machines.ts";
import { freshSnapshot } from "../support/session.ts";

test("a run of the checks is told in a few pieces of news, the last with every result", async () => {
  const { host: machine, measureDrive, spec } = loadMachine("amd64-server");
  // No time passes: what is held back comes only when the run is over.
  const host = { ...machine, clock: { ...machine.clock, after: () => () => {} } };
  const board = createBoard(freshSnapshot(), host.clock.nowMs);
  const told: ChecksSlice[] = [];
  board.watch((change) => {
    if (change.slice === "checks") told.push(change.value);
  });
  const document = { apiVersion: "bringup/v1alpha1", kind: "EdgeHost", spec } as const;
  const watch = createHostWatch({
    board,
    host,
    document: () => document,
    hostChecks: (wanted) => hostChecks([], wanted),
    ownCluster: async () => undefined,
    measureDrive,
  });
  await watch.runChecks(new AbortController().signal);
  const total = hostChecks([], document).checks.length;
  assert.deepEqual([told[0]?.state, told[0]?.done, told[0]?.total], ["running", 0, total]);
  const last = told.at(-1);
  assert.deepEqual([last?.state, last?.done], ["finished", total]);
  assert.deepEqual(
    last?.results.map(({ id }) => id),
    hostChecks([], document).checks.map(({ id }) => id),
  );
  assert.deepEqual(
    told.map(({ done }) => done),
    [0, 1, total, total],
  );
});

test("the address shown is one the host is reached by: a virtual link counts where the default route leaves, a bridge of containers never", async () => {
  const shown = async (name: string) => {
    const { host, measureDrive, spec } = loadMachine(name);
    const board = createBoard(freshSnapshot(), host.clock.nowMs);
    const watch = createHostWatch({
      ...{ board, host, measureDrive },
      document: () => ({ apiVersion: "bringup/v1alpha1", kind: "EdgeHost", spec }),
      hostChecks: (wanted) => hostChecks([], wanted),
      ownCluster: async () => undefined,
    });
    await watch.refresh(new AbortController().signal);
    return board.snapshot().host.addresses;
  };
  assert.deepEqual(await shown("container-on-pi"), ["172.17.0.2/16 on eth0"]);
  assert.deepEqual(await shown("jetson-orin"), [
    "192.168.8.44/24 on eth0, DHCP",
    "192.168.8.45/24 on wlan0, DHCP",
  ]);
});
