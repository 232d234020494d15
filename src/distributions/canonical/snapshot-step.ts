import {
  blocked,
  type CheckContext,
  defineHandler,
  digestOf,
  type HostView,
  type RunContext,
  type Step,
  type Verdict,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { formatBytes } from "../../quantity/index.ts";
import { checkSnapshot, type SnapshotLooks } from "../shared/snapshot-check.ts";
import { keepFile } from "../shared/snapshot-kept.ts";
import { recordPath } from "../shared/snapshot-set.ts";
import { isSameVersion } from "../shared/versions.ts";
import { observeOwnership } from "./ownership.ts";
import { ADMIN_CONF, DAEMON, SNAPSHOTS } from "./paths.ts";
import { filesOf, type KeptStore, lackIn, savedParts } from "./saved-files.ts";
import {
  readRecord,
  type SnapshotRecord,
  snapshotFolder,
  snapshotProblem,
} from "./snapshot-set.ts";
import { startStores, stopStores } from "./stand-still.ts";
import { readDaemon, readTruststore } from "./state-files.ts";
import { observeVersion } from "./version.ts";

export interface SnapshotParams {
  readonly cluster: string;
  readonly name: string;
  readonly store: KeptStore;
  /** Taken anew when an earlier one of this name is older, while its version is still installed. */
  readonly maxAgeMs?: number;
  /** It stays, whatever becomes of the run it was taken for. */
  readonly stays?: true;
}

export function snapshotStep(params: SnapshotParams, members: "others" | "alone"): Step {
  const { cluster, name, store } = params;
  return {
    id: "canonical.snapshot",
    kind: "canonical.snapshot",
    title: `Save both stores of cluster ${cluster} and its keys as ${name}, while k8sd and ${store} stand still`,
    params,
    inputsDigest: digestOf(params),
    impact: "restart",
    undo: "compensate",
    // One member at a time. Alone there is nobody to keep a lock while the store stands still.
    ...(members === "others" && { lock: ADMIN_CONF }),
    usualMs: 20_000,
    // distributions.md 13.5, create 11.
    limit: { noProgressMs: 300_000, totalMs: 900_000 },
    rerun: "safe",
  };
}

export const snapshotHandler = defineHandler<SnapshotParams, "canonical.snapshot">(
  "canonical.snapshot",
  {
    check: (params, context) => checkSnapshot(params, looksAt(params, context)),
    async preview({ cluster, name, store }) {
      const lines = [
        `the Kubernetes datastore (${store})`,
        "the membership store (k8sd)",
        "the keys of the cluster and of this node, and what its services are started with",
        "a record with their digests",
      ];
      const subject = snapshotFolder(cluster, name);
      return [{ subject, lines: lines.map((text) => ({ sign: "+", text })) }];
    },
    async capture({ cluster, name }, { host }) {
      return { had: (await readRecord(host, snapshotFolder(cluster, name))) !== undefined };
    },
    async run(params, context) {
      const { host, signal, report } = context;
      const { cluster, name, store } = params;
      const folder = snapshotFolder(cluster, name);
      const about = await aboutMember(context);
      await host.files.remove(recordPath(folder));
      await host.files.removeTree(folder);
      await host.files.makeDirectory(folder, { mode: 0o700 });
      const files = await saveWhileStill(store, folder, context);
      const takenMs = host.clock.nowMs();
      const record: SnapshotRecord = {
        ...{ name, cluster, distribution: "canonical", takenMs, store, ...about },
        files,
      };
      // The record is last: what has none was never finished.
      const text = `${JSON.stringify(record, null, 2)}\n`;
      await host.files.writeAtomic(recordPath(folder), text, { mode: 0o600, signal });
      report({ evidence: `saved as ${folder}` });
    },
    async undo({ cluster, name, store, stays }, { had }, { host }) {
      // Cut off in the middle they may stand still yet.
      await startStores(store, host);
      if (had !== true && stays !== true)
        await host.files.removeTree(snapshotFolder(cluster, name));
    },
  },
);

/** Both are started again, whatever comes of it. */
async function saveWhileStill(
  store: KeptStore,
  folder: string,
  context: RunContext,
): Promise<SnapshotRecord["files"]> {
  try {
    await stopStores(store, context);
    const files: SnapshotRecord["files"] = [];
    for (const part of savedParts(store))
      for (const { from, name } of await filesOf(context.host, part)) {
        await makeFolders(context.host, folder, name);
        files.push(await keepFile(from, { folder, name }, context));
      }
    const lack = lackIn(
      store,
      files.map(({ name }) => name),
    );
    if (lack === undefined) return files;
    throw new BringupError(
      "STEP_FAILED",
      `the files of this member are no whole snapshot: ${lack}`,
    );
  } finally {
    await startStores(store, context.host);
  }
}

/** For root alone, one after the other: those that are made on the way are for everybody. */
export async function makeFolders(
  { files }: Pick<RunContext["host"], "files">,
  root: string,
  name: string,
): Promise<void> {
  let path = root;
  for (const part of ["", ...name.split("/").slice(0, -1)]) {
    if (part !== "") path = `${path}/${part}`;
    await files.makeDirectory(path, { mode: 0o700 });
  }
}

async function aboutMember({
  host,
}: RunContext): Promise<Pick<SnapshotRecord, "version" | "node" | "address" | "members">> {
  const [version, own, trusted] = await Promise.all([
    observeVersion(host),
    readDaemon(host),
    readTruststore(host),
  ]);
  if (version.is !== "known")
    throw new BringupError("STEP_FAILED", "the installed version cannot be told");
  if (own === undefined) throw new BringupError("STEP_FAILED", `${DAEMON} is missing`);
  const members = [...new Set([own.name, ...trusted.map(({ name }) => name)])];
  return { version: version.value.version, node: own.name, address: own.address, members };
}

function looksAt(
  { cluster, name, store }: SnapshotParams,
  { host }: Pick<CheckContext, "host">,
): SnapshotLooks<SnapshotRecord> {
  const folder = snapshotFolder(cluster, name);
  return {
    host,
    folder,
    owner: () => observeOwnership(host),
    record: () => readRecord(host, folder),
    problemOf: (record) => snapshotProblem(host, folder, record),
    spaceProblem: () => spaceProblem(host, store),
    async mayBeInstalled({ version }) {
      const installed = await observeVersion(host);
      return installed.is !== "known" || isSameVersion(installed.value.version, version);
    },
  };
}

async function spaceProblem(host: HostView, store: KeptStore): Promise<Verdict | undefined> {
  const parts = await Promise.all(savedParts(store).map((part) => filesOf(host, part)));
  const sizeBytes = parts.flat().reduce((sum, file) => sum + file.sizeBytes, 0);
  const space = await host.files.space(SNAPSHOTS);
  if (space === undefined || space.freeBytes >= 2 * sizeBytes) return undefined;
  return blocked(
    `${formatBytes(space.freeBytes)} are free where ${SNAPSHOTS} lies, and both stores have ${formatBytes(sizeBytes)}`,
    `Free ${formatBytes(2 * sizeBytes)} there first.`,
  );
}
