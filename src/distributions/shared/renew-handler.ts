import { z } from "zod";
import {
  defineHandler,
  done,
  type Handler,
  type HostView,
  type RunContext,
  todo,
} from "../../engine/index.ts";
import { readJson } from "../../json/index.ts";
import { certificateEnd } from "../certificate-end.ts";
import { programAt } from "./installed-version.ts";
import type { RenewParams } from "./renew.ts";
import { runProgram } from "./run-program.ts";
import type { ServerKind } from "./server-kind.ts";

const recordSchema = z.object({
  afterMs: z.number(),
  /** Folder with all that lay in `tls` before. */
  copy: z.string(),
});
type RenewRecord = z.infer<typeof recordSchema>;

const LOOK_EVERY_MS = 1000;
const folderOf = ({ data }: ServerKind) => `${data}/server/tls`;
const recordOf = ({ data }: ServerKind) => `${data}/bringup-renewal.json`;

export function renewHandler(kind: ServerKind): Handler<string, RenewParams> {
  return defineHandler<RenewParams>(`${kind.id}.renew`, {
    async check({ afterMs }, { host }) {
      const record = await readRecord(host, kind);
      if (record?.afterMs !== afterMs) return todo("they are those that were found");
      const left = await unmoved(host, kind, record);
      return left.length === 0
        ? done(`each ends later than its former one, kept in ${record.copy}`)
        : todo(`not renewed yet: ${left.join(", ")}`);
    },
    async preview() {
      const lines = kind.leafCertificates.map((path) => ({ sign: "+" as const, text: path }));
      return [{ subject: folderOf(kind), lines }];
    },
    async run({ afterMs }, context) {
      const { host, report } = context;
      const record = await keptBefore(kind, afterMs, context);
      // After a cut a boot may have made them already.
      if ((await unmoved(host, kind, record)).length > 0) {
        await host.units.stop(kind.unit, { timeoutMs: 100_000 });
        report({ evidence: `${kind.unit} is stopped` });
        await rotate(kind, context);
      }
      await host.units.start(kind.unit);
      await awaitMoved(kind, record, context);
    },
    async undo({ afterMs }, _captured, context) {
      const { host } = context;
      const record = await readRecord(host, kind);
      if (record?.afterMs !== afterMs) return;
      await host.units.stop(kind.unit, { timeoutMs: 100_000 });
      await copyTree(record.copy, folderOf(kind), context);
      await host.units.start(kind.unit);
      await host.files.remove(recordOf(kind));
      await host.files.removeTree(record.copy);
    },
  });
}

async function rotate(kind: ServerKind, context: RunContext): Promise<void> {
  const program = (await programAt(context.host, kind)) ?? kind.program;
  const hint = `Start it again with the former ones: systemctl start ${kind.unit}.`;
  await runProgram([program, "certificate", "rotate"], { timeoutMs: 120_000, hint }, context);
}

/** Copied once, before anything is changed; an older copy goes, for it holds keys. */
async function keptBefore(
  kind: ServerKind,
  afterMs: number,
  context: RunContext,
): Promise<RenewRecord> {
  const { host, signal, report } = context;
  const found = await readRecord(host, kind);
  if (found?.afterMs === afterMs) return found;
  const copy = `${kind.data}/server/tls-before-${afterMs}`;
  await copyTree(folderOf(kind), copy, context);
  const record: RenewRecord = { afterMs, copy };
  const text = `${JSON.stringify(record)}\n`;
  await host.files.writeAtomic(recordOf(kind), text, { mode: 0o600, signal });
  if (found !== undefined) await host.files.removeTree(found.copy);
  report({ evidence: `the former ones are kept in ${copy}` });
  return record;
}

async function copyTree(from: string, to: string, context: RunContext): Promise<void> {
  const { host, signal } = context;
  const stat = await host.files.stat(from);
  if (stat?.kind === "file") return host.files.copy(from, to, { mode: stat.mode, signal });
  if (stat?.kind !== "directory") return;
  await host.files.makeDirectory(to, { mode: stat.mode });
  for (const name of (await host.files.list(from)) ?? [])
    await copyTree(`${from}/${name}`, `${to}/${name}`, context);
}

/** The service makes what is missing at its start. */
async function awaitMoved(
  kind: ServerKind,
  record: RenewRecord,
  { host, signal, report }: RunContext,
): Promise<void> {
  for (let last = ""; ; ) {
    const left = (await unmoved(host, kind, record)).join(", ");
    if (left === "") return report({ evidence: "each of them is new" });
    if (left !== last) report({ evidence: `waiting for ${left}` });
    last = left;
    await host.clock.sleep(LOOK_EVERY_MS, signal);
  }
}

/** Leaves that were there before and do not end later now. */
async function unmoved(
  host: HostView,
  kind: ServerKind,
  { copy }: RenewRecord,
): Promise<readonly string[]> {
  const folder = folderOf(kind);
  const left: string[] = [];
  for (const path of kind.leafCertificates) {
    const name = path.slice(folder.length + 1);
    const [before, now] = await Promise.all([
      host.files.readText(`${copy}/${name}`),
      host.files.readText(path),
    ]);
    if (before === undefined) continue;
    if (now === undefined || certificateEnd(now) <= certificateEnd(before)) left.push(name);
  }
  return left;
}

async function readRecord(host: HostView, kind: ServerKind): Promise<RenewRecord | undefined> {
  return recordSchema.safeParse(readJson((await host.files.readText(recordOf(kind))) ?? "")).data;
}
