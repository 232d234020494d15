import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { openHost } from "../../src/agent/open-host.ts";
import {
  createInProcessClient,
  type EngineClient,
  type Snapshot,
} from "../../src/session/index.ts";
import { removeTree } from "./remove-tree.ts";

export interface TestRehearsal {
  readonly client: EngineClient;
  readonly stateDir: string;
  /** Waits until the snapshot satisfies the test; fails with what it is instead. */
  until(what: string, isSo: (snapshot: Snapshot) => boolean, timeoutMs?: number): Promise<Snapshot>;
  /** Lets go of the host as an agent that stops would; the state directory stays. */
  stop(): Promise<void>;
}

export const ACTOR = { user: "ada", from: "tty1" };

/** Of one folder: it may be opened again by the same test, and is removed when nobody has it open. */
const stopsOf = new Map<string, Set<() => Promise<void>>>();

/** A whole rehearsal in this process, in a folder of its own, without artificial delays. */
export async function openTestRehearsal(t: TestContext, dir?: string): Promise<TestRehearsal> {
  process.env.BRINGUP_STAND_IN_PACE = "0";
  const stateDir = dir ?? (await mkdtemp(join(tmpdir(), "bringup-test-")));
  const opened = await openHost({ rehearse: true, stateDir, version: "test" });
  await opened.service.start();
  const client = createInProcessClient(opened.service, ACTOR);
  let isOpen = true;
  const stop = async () => {
    if (!isOpen) return;
    isOpen = false;
    await client.close();
    await opened.close();
  };
  const stops = stopsOf.get(stateDir) ?? new Set();
  stopsOf.set(stateDir, stops.add(stop));
  t.after(async () => {
    // Hooks run in the order of the test: the folder goes with the first rehearsal in it.
    for (const one of stops) await one();
    if (dir === undefined) await removeTree(stateDir);
  });
  return { client, stateDir, stop, until: (...request) => untilSo(client, ...request) };
}

/** Waits for a condition on the client's snapshot. */
export async function untilSo(
  client: EngineClient,
  what: string,
  isSo: (snapshot: Snapshot) => boolean,
  timeoutMs = 60_000,
): Promise<Snapshot> {
  return await new Promise((resolve, reject) => {
    const look = () => {
      const snapshot = client.snapshot();
      if (!isSo(snapshot)) return;
      clearTimeout(timer);
      stop();
      resolve(snapshot);
    };
    const stop = client.watch(look);
    const timer = setTimeout(() => {
      stop();
      const { run, registration, activity } = client.snapshot();
      const told = JSON.stringify({ run, registration, activity: activity.slice(0, 10) }, null, 1);
      reject(new Error(`waited ${timeoutMs} ms for ${what}: ${told}`));
    }, timeoutMs);
    look();
  });
}
