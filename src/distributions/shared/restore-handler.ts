import {
  blocked,
  defineHandler,
  done,
  type Handler,
  type RunContext,
  todo,
  type UnitState,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { killLeftovers } from "./killall.ts";
import { keepDatabase, putBackDatabase } from "./put-back-database.ts";
import { resetConfigPath, resetEtcd, resetFlag } from "./reset-etcd.ts";
import type { RestoreParams } from "./restore.ts";
import { type RestoreRecord, readRestoreRecord, restoreRecordPath } from "./restore-record.ts";
import { findSource, type RestoreSource } from "./restore-source.ts";
import type { ServerKind } from "./server-kind.ts";

export function restoreHandler(kind: ServerKind): Handler<string, RestoreParams> {
  return defineHandler<RestoreParams>(`${kind.id}.restore`, {
    async check({ cluster, from, after }, { host, signal }) {
      const record = await readRestoreRecord(host, kind);
      const isOurs = record?.from === from && record.atMs !== after;
      if (isOurs && record.phase === "done") return done(`brought back from ${from}`);
      const found = await findSource(host, kind, { cluster, from, signal });
      if (found.is === "found") return todo("the data is another");
      return blocked(found.why, "Choose another snapshot of this cluster.");
    },
    async preview({ from }) {
      return [
        { subject: kind.database, lines: [{ sign: "+", text: `as in ${from}` }] },
        { subject: `all that was stored since, and every other member`, lines: [] },
      ];
    },
    async run(params, context) {
      const { cluster, from } = params;
      const found = await findSource(context.host, kind, { ...context, cluster, from });
      if (found.is === "unusable") throw new BringupError("STEP_FAILED", found.why);
      let record = await begun(kind, params, context);
      record = await replaced(kind, { record, source: found.source }, context);
      const { host, report } = context;
      const scope = record.enabled;
      if (scope !== "none") await host.units.enable(kind.unit, { scope });
      await host.units.start(kind.unit);
      await write(kind, { ...record, phase: "done" }, context);
      report({ evidence: `${kind.unit} is started with the data of ${from}` });
    },
  });
}

/** A power cut must not start the service with half of the data: until the end it is not started at boot. */
async function begun(
  kind: ServerKind,
  { from, after }: RestoreParams,
  context: RunContext,
): Promise<RestoreRecord> {
  const { host, report } = context;
  const found = await readRestoreRecord(host, kind);
  const isGoing = found?.from === from && found.atMs !== after && found.phase !== "done";
  const record = isGoing ? found : await begin(kind, from, context);
  // What is linked until the next boot only needs none of that.
  if (record.enabled === "persistent") await host.units.disable(kind.unit);
  const shown = await host.units.show(kind.unit);
  if (shown.is === "known" && shown.value.active !== "inactive")
    await host.units.stop(kind.unit, { timeoutMs: 100_000 });
  report({ evidence: `${kind.unit} is stopped` });
  await killLeftovers(kind, context);
  return record;
}

const LINKS: ReadonlyMap<UnitState["enabled"], RestoreRecord["enabled"]> = new Map([
  ["enabled", "persistent"],
  ["enabled-runtime", "runtime"],
]);

async function begin(kind: ServerKind, from: string, context: RunContext): Promise<RestoreRecord> {
  const { host } = context;
  const shown = await host.units.show(kind.unit);
  const enabled = LINKS.get(shown.is === "known" ? shown.value.enabled : "unknown") ?? "none";
  // One that is found afterwards is of the reset that follows.
  await host.files.remove(resetFlag(kind));
  const atMs = host.clock.nowMs();
  return await write(kind, { from, atMs, phase: "begun", enabled }, context);
}

interface Replacing {
  readonly record: RestoreRecord;
  readonly source: RestoreSource;
}

async function replaced(
  kind: ServerKind,
  { record, source }: Replacing,
  context: RunContext,
): Promise<RestoreRecord> {
  if (record.phase === "replaced") return record;
  const { host, signal } = context;
  const { store, token, files } = source;
  if (token !== undefined)
    await host.files.copy(token, `${kind.data}/server/token`, { mode: 0o600, signal });
  if (store === "sqlite") {
    const kept = `${kind.database}-before-${record.atMs}`;
    if (record.phase === "begun") await keepDatabase(kind, kept, context);
    const going = await write(kind, { ...record, phase: "kept" }, context);
    await putBackDatabase(kind, files, context);
    return await write(kind, { ...going, phase: "replaced" }, context);
  }
  const isReset = (await host.files.stat(resetFlag(kind))) !== undefined;
  if (!isReset) await resetEtcd(kind, files[0] ?? "", context);
  await host.files.remove(resetConfigPath(kind));
  return await write(kind, { ...record, phase: "replaced" }, context);
}

async function write(
  kind: ServerKind,
  record: RestoreRecord,
  { host, signal }: RunContext,
): Promise<RestoreRecord> {
  const text = `${JSON.stringify(record)}\n`;
  await host.files.writeAtomic(restoreRecordPath(kind), text, { mode: 0o600, signal });
  return record;
}
