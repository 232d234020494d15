import {
  blocked,
  type CheckContext,
  defineHandler,
  digestOf,
  done,
  type RunContext,
  type Step,
  todo,
  type Verdict,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import {
  type RestoreRecord,
  readRestoreRecord,
  restoreRecordPath,
} from "../shared/restore-record.ts";
import { type OwnMember, readOwnMember } from "./etcd-manifest.ts";
import { ETCD_DATA, KUBERNETES, PKI } from "./paths.ts";
import { makeMember, switchData } from "./restore-data.ts";
import { observeOtherMembers } from "./restore-peers.ts";
import { findSource, type RestoreSource, spaceProblem } from "./restore-source.ts";
import { putAside, putBack } from "./static-pods.ts";

export interface RestoreParams {
  readonly cluster: string;
  readonly from: string;
  /** When data was brought back here the last time before, wall time; 0: never. */
  readonly after: number;
}

/** Among what the cluster is made of, so that it goes with it. */
export const RESTORED = { data: KUBERNETES };

export function restoreStep(params: RestoreParams): Step {
  return {
    id: "kubeadm.restore",
    kind: "kubeadm.restore",
    title: `Bring back ${params.from}: all that was stored since is lost`,
    params,
    inputsDigest: digestOf(params),
    impact: "data-loss",
    undo: "none",
    usualMs: 90_000,
    limit: { noProgressMs: 300_000, totalMs: 2_400_000 },
    rerun: "safe",
    mark: "NO WAY BACK",
  };
}

export const restoreHandler = defineHandler<RestoreParams, "kubeadm.restore">("kubeadm.restore", {
  async check(params, context) {
    const record = await recordOf(params, context);
    if (record?.phase === "done") return done(`brought back from ${params.from}`);
    const found = await findSource(context.host, { ...context, ...params });
    if (found.is === "unusable")
      return blocked(found.why, found.hint ?? "Choose another snapshot of this cluster.");
    const problem = record === undefined ? await beginProblem(found.source, context) : undefined;
    return problem ?? todo("the data is another");
  },
  async preview({ from }) {
    return [
      { subject: `${ETCD_DATA}/member`, lines: [{ sign: "+", text: `as in ${from}` }] },
      { subject: "all that was stored since, and every other member", lines: [] },
    ];
  },
  async run(params, context) {
    const { host } = context;
    const found = await findSource(host, { ...context, ...params });
    if (found.is === "unusable")
      throw new BringupError("STEP_FAILED", found.why, found.hint ? { hint: found.hint } : {});
    const record =
      (await recordOf(params, context)) ?? (await begin(params, found.source, context));
    await replaced(record, found.source, context);
    await putBack(context);
    await write({ ...record, phase: "done" }, context);
    context.report({ evidence: `the control plane is started with the data of ${params.from}` });
  },
});

const STOP_OTHERS =
  "Stop etcd on every other control plane first (move /etc/kubernetes/manifests/etcd.yaml away), then go on.";

type Look = Pick<CheckContext, "host" | "signal">;

/** Of this restore; `undefined`: it was not begun. */
async function recordOf({ from, after }: RestoreParams, { host }: Look) {
  const record = await readRestoreRecord(host, RESTORED);
  return record?.from === from && record.atMs !== after ? record : undefined;
}

/** Nothing is touched before all of this is known to be well. */
async function beginProblem({ folder }: RestoreSource, look: Look): Promise<Verdict | undefined> {
  const { host, signal } = look;
  const member = await readOwnMember(host);
  if (member === undefined)
    return blocked(
      "there is no manifest of etcd on this host",
      "Make it: kubeadm init phase etcd local, with the file that the cluster was founded with.",
    );
  const others = await observeOtherMembers(host, member, signal);
  if (others.length > 0)
    return blocked(`${others.join("; ")}: it runs with the present data`, STOP_OTHERS);
  const space = await spaceProblem(host, folder);
  return space === undefined ? undefined : blocked(space, "Make room, or bring another snapshot.");
}

async function begin(
  { from }: RestoreParams,
  source: RestoreSource,
  context: RunContext,
): Promise<RestoreRecord> {
  const problem = await beginProblem(source, context);
  if (problem?.is === "blocked")
    throw new BringupError("STEP_FAILED", problem.message, { hint: problem.hint });
  const atMs = context.host.clock.nowMs();
  return await write({ from, atMs, phase: "begun", enabled: "none" }, context);
}

/** `kept`: the new data is whole, and lies beside the former one or is in its place already. */
async function replaced(
  record: RestoreRecord,
  source: RestoreSource,
  context: RunContext,
): Promise<void> {
  if (record.phase === "replaced") return;
  let going = record;
  if (record.phase === "begun") {
    await orAsBefore(context, async () => {
      const member = await memberOf(context);
      await refuseOthers(member, context);
      await putAside(context);
      await makeMember({ from: source.folder, atMs: record.atMs, member }, context);
    });
    going = await write({ ...record, phase: "kept" }, context);
  } else await putAside(context);
  await putBackKeys(source, context);
  await switchData(record.atMs, context);
  await write({ ...going, phase: "replaced" }, context);
}

/** Until the new data is whole a failure is no reason to stand still: the former one is as it was. */
async function orAsBefore(context: RunContext, make: () => Promise<void>): Promise<void> {
  try {
    await make();
  } catch (thrown) {
    await putBack(context);
    throw thrown;
  }
}

/** They may have come up since it was begun. */
async function refuseOthers(member: OwnMember, { host, signal }: RunContext): Promise<void> {
  const others = await observeOtherMembers(host, member, signal);
  if (others.length > 0)
    throw new BringupError("STEP_FAILED", `${others.join("; ")}: it runs with the present data`, {
      hint: STOP_OTHERS,
    });
}

async function memberOf({ host }: RunContext): Promise<OwnMember> {
  const member = await readOwnMember(host);
  if (member !== undefined) return member;
  throw new BringupError("STEP_FAILED", "there is no manifest of etcd on this host");
}

/** Never read by us: from one file to another that only root may open. */
async function putBackKeys(
  { folder, lostKeys }: RestoreSource,
  { host, signal, report }: RunContext,
): Promise<void> {
  for (const name of lostKeys) {
    const mode = name.endsWith(".crt") || name.endsWith(".pub") ? 0o644 : 0o600;
    await host.files.copy(`${folder}/pki/${name}`, `${PKI}/${name}`, { mode, signal });
    report({ evidence: `${PKI}/${name} is back` });
  }
}

async function write(record: RestoreRecord, { host, signal }: RunContext): Promise<RestoreRecord> {
  const text = `${JSON.stringify(record)}\n`;
  await host.files.writeAtomic(restoreRecordPath(RESTORED), text, { mode: 0o600, signal });
  return record;
}
