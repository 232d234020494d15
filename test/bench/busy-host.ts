import { CHECKS, runChecks } from "../../src/checks/index.ts";
import { observeInventory } from "../../src/inventory/index.ts";
import type { Snapshot } from "../../src/session/index.ts";
import { loadMachine } from "../support/machines.ts";
import type { App } from "../support/screen.tsx";
import { finishedSnapshot, NOW_MS } from "../support/session.ts";

/** A host with everything on it: all checks on a recorded machine, a cluster, a long story. */
export async function busySnapshot(): Promise<Snapshot> {
  const { signal } = new AbortController();
  const { host, measureDrive } = loadMachine("small-box");
  const inventory = await observeInventory(host, { signal });
  const results = await runChecks({ host, inventory, measureDrive, signal });
  const count = CHECKS.length;
  return {
    ...finishedSnapshot(),
    inventory,
    checks: { state: "finished", atMs: NOW_MS - 30_000, done: count, total: count, results },
    activity: Array.from({ length: 60 }, (_, index) => entryOf(60 - index)),
  };
}

const STORY = [
  ["info", "checks", "checks finished: 12 passed, 9 warnings, 7 failed"],
  ["info", "registration", "reported to plane.example.net"],
  ["warn", "cluster", "the interface answers after 812 ms"],
  ["info", "document", "saved as generation 2 by root on tty1"],
  ["info", "run", "run-1 succeeded: 7 steps done"],
] as const;

export function entryOf(seq: number): Snapshot["activity"][number] {
  const [level, subject, message] = STORY[seq % STORY.length] ?? STORY[0];
  return { seq, atMs: NOW_MS - (61 - seq) * 7000, level, subject, message };
}

/** The cluster as it is, looked at just now, with another answer time of its interface. */
export function seenWith({ client, clock }: App, latencyMs: number): Snapshot["cluster"] {
  const { cluster } = client.snapshot();
  if (cluster?.api.is !== "known") throw new Error("the recording needs a cluster to watch");
  const api = { ...cluster.api, value: { ...cluster.api.value, latencyMs } };
  return { ...cluster, atMs: clock.nowMs() - 300, api };
}
