// Over 100 lines: what is done once to a cluster on a booted machine, one after the other.
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../support/eventually.ts";
import { cutInTheMiddle } from "./hold.ts";
import { agentAnswers, isReady, jsonLines, runEnds } from "./look.ts";
import type { Ended, Machine } from "./machine.ts";

/** `EVERY_CHAPTER=1 npm run test:lives`, as before a release: all of them for every distribution. */
const IS_EVERY_CHAPTER = process.env.EVERY_CHAPTER !== undefined;

type Operation = "restore" | "restore, cut" | "renewal" | "upgrade" | "upgrade, cut";

/** In what distributions differ while their clusters are saved, brought back, renewed and upgraded. */
export interface OperationsLane {
  /** In turn, one minor after the other. */
  readonly versions: readonly [string, string, string];
  /** What is always tried of it; all distributions together try everything. The cut ones follow the others. */
  readonly always: readonly Operation[];
  /** Kubeconfig of an administrator, and what the API server shows: absolute paths on the machine. */
  readonly admin: string;
  readonly certificate: string;
  /** The real stores beneath, where there are any, asked without the API. */
  readonly stores?: readonly RealStore[];
  /** Makes the certificates as old as they have to be to be renewed. */
  age?(host: Machine): Promise<void>;
}

export interface RealStore {
  readonly title: string;
  put(host: Machine, name: string): Promise<unknown>;
  /** Every name that was put, and maybe more words. */
  list(host: Machine): Promise<string>;
}

type Tell = (behaviour: string, tell: () => Promise<void>, skip?: string) => void;

interface Parts {
  readonly lane: OperationsLane;
  readonly chapter: Tell;
  machine(): Machine;
  succeeded(...args: readonly string[]): Promise<string>;
  /** From now on the document asks for this version. */
  ask(version: string): void;
  nothingToDo(): Promise<void>;
}

export const artefactsOf = (version: string) => `/opt/artefacts/${version}`;
const NODE = "/usr/lib/bringup/node_modules/node/bin/node";
export const child = (name: string) => `${NODE} /opt/source/test/systemd/children/${name}.ts`;
const MARKS = ["before", "after", "later"];

export function operationsOfCluster(parts: Parts): void {
  const { lane, machine, succeeded, nothingToDo } = parts;
  const { mark, holds } = marking([byApi(lane.admin), ...(lane.stores ?? [])], machine);
  const { endsWhole, runs, shows } = endings(parts);
  const [from, next, last] = lane.versions;
  const chapter = (operation: Operation, behaviour: string, tell: () => Promise<void>) =>
    IS_EVERY_CHAPTER || lane.always.includes(operation)
      ? parts.chapter(behaviour, tell)
      : parts.chapter(behaviour, tell, "EVERY_CHAPTER=1 tries it");
  let saved = "";
  const restore = ["cluster", "restore", "--name", "rack12", "--yes", "--from"] as const;
  const upgrade = (to: string) =>
    ["cluster", "upgrade", "--to", to, "--artefacts", artefactsOf(to), "--yes"] as const;

  chapter(
    "restore",
    "what was written after a snapshot is gone when it is brought back",
    async () => {
      await mark("before");
      await succeeded("cluster", "snapshot", "--as", "marked", "--yes");
      await mark("after");
      await holds("before", "after");
      const { stdout } = await machine().bringup("cluster", "snapshots", "--json");
      saved = jsonLines(stdout).find(({ path }) => /marked/.test(path))?.path ?? "";
      await succeeded(...restore, saved);
      await isReady(machine());
      await holds("before");
      await nothingToDo();
    },
  );

  chapter(
    "restore, cut",
    "a power cut in the middle of a restore: booted again, it ends by itself",
    async () => {
      await mark("later");
      await holds("before", "later");
      await endsWhole(() => machine().bringup(...restore, saved));
      await holds("before");
      await nothingToDo();
    },
  );

  chapter("renewal", "its certificates are renewed, and shown from then on", async () => {
    await lane.age?.(machine());
    const former = serialOf(machine(), lane);
    await succeeded("cluster", "renew-certificates", "--yes");
    await isReady(machine());
    const renewed = serialOf(machine(), lane);
    assert.notEqual(renewed, former);
    await shows(renewed);
    await nothingToDo();
  });

  chapter("upgrade", `upgraded from ${from} to ${next}, with what it held`, async () => {
    await mark("before");
    await succeeded(...upgrade(next));
    await runs(next);
    await holds("before");
  });

  chapter(
    "upgrade, cut",
    `a power cut in the middle of the upgrade to ${last}: it ends by itself`,
    async () => {
      await endsWhole(() => machine().bringup(...upgrade(last)));
      await runs(last);
      await holds("before");
    },
  );
}

/** Names written into every store, and which of them each has. */
function marking(stores: readonly RealStore[], machine: () => Machine) {
  const put = new Set<string>();
  return {
    /** Once: what is there already stays. */
    async mark(name: string): Promise<void> {
      if (put.has(name)) return;
      put.add(name);
      for (const store of stores) await store.put(machine(), name);
    },
    async holds(...names: readonly string[]): Promise<void> {
      for (const { title, list } of stores) {
        const words = (await list(machine())).split(/\s+/);
        const found = MARKS.filter((name) => words.includes(name));
        assert.deepEqual(found, names, title);
      }
    },
  };
}

function endings({ lane, machine, ask, nothingToDo }: Parts) {
  return {
    async endsWhole(begin: () => Promise<Ended>): Promise<void> {
      await cutInTheMiddle(machine(), begin);
      await agentAnswers(machine());
      await runEnds(machine(), "succeeded");
      await isReady(machine());
    },
    async runs(version: string): Promise<void> {
      await isReady(machine());
      assert.ok((await machine().bringup("status")).stdout.includes(version), version);
      ask(version);
      await nothingToDo();
    },
    /** The API server, as whoever comes to it sees it. */
    async shows(serial: string): Promise<void> {
      const shown = `${child("shown")} ${lane.admin}`;
      await eventually(
        "the new certificate is shown",
        async () => (await machine().run("sh", "-c", shown)).stdout.trim() === serial,
      );
    },
  };
}

function serialOf({ tree }: Machine, { certificate }: OperationsLane): string {
  return new X509Certificate(readFileSync(join(tree, certificate))).serialNumber;
}

function byApi(admin: string): RealStore {
  const marks = `${child("marks")} ${admin}`;
  return {
    title: "by the API",
    put: (host, name) => host.sh(`${marks} put ${name}`),
    list: (host) => host.sh(`${marks} list ${MARKS.join(" ")}`),
  };
}
