import {
  blocked,
  defineHandler,
  digestOf,
  done,
  type HostView,
  type RunContext,
  type Step,
  todo,
  type Verdict,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { formatBytes } from "../../quantity/index.ts";
import { keptBefore, RESTORE, SNAP_DATA } from "./paths.ts";
import { keepFormer, putBack } from "./put-back.ts";
import { type RestoreRecord, readRestoreRecord } from "./restore-record.ts";
import { answeringOf, findSource, otherMembers } from "./restore-source.ts";
import { filesOf, savedParts } from "./saved-files.ts";
import type { SnapshotRecord } from "./snapshot-set.ts";
import { goOnAgain, observeEnabled, standStill } from "./stand-still.ts";

export interface RestoreParams {
  readonly cluster: string;
  readonly from: string;
  /** When data was brought back here the last time before, wall time; 0: never. */
  readonly after: number;
}

export function restoreStep(params: RestoreParams): Step {
  return {
    id: "canonical.restore",
    kind: "canonical.restore",
    title: `Bring back ${params.from}, both stores and the keys: all that was stored since is lost`,
    params,
    inputsDigest: digestOf(params),
    impact: "data-loss",
    undo: "none",
    usualMs: 60_000,
    limit: { noProgressMs: 300_000, totalMs: 1_800_000 },
    rerun: "safe",
    mark: "NO WAY BACK",
  };
}

export const restoreHandler = defineHandler<RestoreParams, "canonical.restore">(
  "canonical.restore",
  {
    async check(params, { host, signal }) {
      const going = await goingRecord(host, params);
      if (going?.phase === "done") return done(`brought back from ${params.from}`);
      const found = await findSource(host, params);
      if (found.is === "unusable")
        return blocked(found.why, "Choose another snapshot of this member.");
      // Once it was begun the lists of members are what is being replaced.
      if (going !== undefined) return todo("it was begun");
      return (
        (await membersProblem(host, signal)) ??
        (await spaceProblem(host, found.record)) ??
        todo("the data is another")
      );
    },
    async preview(params, { host }) {
      const { from } = params;
      const found = await findSource(host, params);
      const store = found.is === "found" ? found.record.store : "etcd";
      return [
        ...savedParts(store).map(({ folder }) => ({
          subject: folder,
          lines: [{ sign: "+" as const, text: `as in ${from}` }],
        })),
        { subject: "all that was stored since", lines: [] },
      ];
    },
    async run(params, context) {
      const { host, report } = context;
      const found = await findSource(host, params);
      if (found.is === "unusable") throw new BringupError("STEP_FAILED", found.why);
      let record = (await goingRecord(host, params)) ?? (await begin(params.from, context));
      await standStill(record.enabled, context);
      const to = keptBefore(record.atMs);
      if (record.phase === "begun") {
        await keepFormer(to, context);
        record = await write({ ...record, phase: "kept" }, context);
      }
      if (record.phase === "kept") {
        await putBack(params.from, found.record, context);
        record = await write({ ...record, phase: "replaced" }, context);
      }
      await goOnAgain(record.enabled, context);
      await write({ ...record, phase: "done" }, context);
      report({
        evidence: `the services are started with ${params.from}; what was here is in ${to}`,
      });
    },
  },
);

/** Of this restore, and of none before it. */
async function goingRecord(
  host: HostView,
  { from, after }: RestoreParams,
): Promise<RestoreRecord | undefined> {
  const record = await readRestoreRecord(host);
  return record?.from === from && record.atMs !== after ? record : undefined;
}

async function begin(from: string, context: RunContext): Promise<RestoreRecord> {
  const enabled = await observeEnabled(context.host);
  return write({ from, atMs: context.host.clock.nowMs(), phase: "begun", enabled }, context);
}

async function write(record: RestoreRecord, { host, signal }: RunContext): Promise<RestoreRecord> {
  const text = `${JSON.stringify(record)}\n`;
  await host.files.writeAtomic(RESTORE, text, { mode: 0o600, signal });
  return record;
}

/** Looked at again right before: the plan knows what the stores and the API told. */
async function membersProblem(host: HostView, signal: AbortSignal): Promise<Verdict | undefined> {
  const others = await otherMembers(host);
  if (others.length === 0) return undefined;
  const answering = await answeringOf(host, others, signal);
  if (answering.length > 0)
    return blocked(
      `still there, with the present data: ${answering.join(", ")}`,
      "Let each of them leave, or remove it as a peer, then plan again.",
    );
  return blocked(
    `members too: ${others.map(({ name }) => name).join(", ")}`,
    "Remove each that is gone for good as a dead peer, then plan again; bringup status --recovery has the way by hand.",
  );
}

/** What is here is kept beside what comes. */
async function spaceProblem(
  host: HostView,
  { files, store }: SnapshotRecord,
): Promise<Verdict | undefined> {
  const here = await Promise.all(savedParts(store).map((part) => filesOf(host, part)));
  const sizeOf = (list: readonly { readonly sizeBytes: number }[]) =>
    list.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const neededBytes = sizeOf(here.flat()) + sizeOf(files);
  const space = await host.files.space(SNAP_DATA);
  if (space === undefined || space.freeBytes >= neededBytes) return undefined;
  return blocked(
    `${formatBytes(space.freeBytes)} are free where ${SNAP_DATA} lies, and what is here is kept beside what comes`,
    `Free ${formatBytes(neededBytes)} there first.`,
  );
}
