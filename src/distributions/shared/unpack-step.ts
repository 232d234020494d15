// Over 100 lines: one step, with what it keeps to take itself back.
import { z } from "zod";
import {
  type CheckContext,
  defineHandler,
  digestOf,
  done,
  type Handler,
  type HostView,
  type RunContext,
  type Step,
  todo,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { readJson } from "../../json/index.ts";
import { formatBytes, GIB } from "../../quantity/index.ts";
import { missingFolders } from "../../steps/index.ts";
import type { Artefact } from "../driver.ts";
import { readTarGz, type TarFile } from "./read-tar.ts";

export interface UnpackParams {
  readonly archive: string;
  /** Hex, as published. */
  readonly sha256: string;
  /** Folder that the names of the archive are below. */
  readonly into: string;
  /** File that keeps what was unpacked: with it each file is known by its hash. */
  readonly record: string;
}

const LIMITS = { maxBytes: GIB, maxFiles: 1000 };

const recordSchema = z.object({
  sha256: z.string(),
  files: z.array(z.object({ path: z.string(), sha256: z.string(), mode: z.number() })),
});
type UnpackRecord = z.infer<typeof recordSchema>;
type Placed = UnpackRecord["files"][number];

/** The files of a verified archive at their places; what was there before stays beside as `.prev`. */
export function unpackStep(
  id: string,
  { name, path, sha256, sizeBytes }: Artefact,
  place: Pick<UnpackParams, "into" | "record">,
): Step {
  const params: UnpackParams = { archive: path, sha256, ...place };
  return {
    id: `${id}.unpack`,
    kind: `${id}.unpack`,
    title: `Unpack ${name} into ${place.into} (${formatBytes(sizeBytes)})`,
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    undo: "exact",
    usualMs: 3000,
    limit: { noProgressMs: 120_000, totalMs: 600_000 },
    rerun: "safe",
  };
}

export function unpackHandler(id: string): Handler<string, UnpackParams> {
  return defineHandler<UnpackParams>(`${id}.unpack`, {
    check: checkUnpacked,
    async preview({ archive, into, sha256 }) {
      return [{ subject: into, lines: [{ sign: "+", text: `${archive}, sha256 ${sha256}` }] }];
    },
    async capture(params, { host }) {
      const former = [];
      for await (const { name } of filesIn(params, host)) {
        const path = `${params.into}/${name}`;
        const stat = await host.files.stat(path);
        const sha256 = await host.files.sha256(path);
        const before = stat && sha256 !== undefined ? { sha256, mode: stat.mode } : null;
        const hadPrevious = (await host.files.stat(`${path}.prev`)) !== undefined;
        former.push({ path, before, hadPrevious, newFolders: await missingFolders(path, host) });
      }
      return { former, record: (await host.files.readText(params.record)) ?? null };
    },
    run: unpack,
    async undo({ record }, captured, context) {
      const { former, record: text } = capturedSchema.parse(captured);
      for (const file of former.toReversed()) await bringBack(file, context);
      if (text === null) await context.host.files.remove(record);
      else await context.host.files.writeAtomic(record, text, { mode: 0o600 });
    },
  });
}

const capturedSchema = z.object({
  former: z.array(
    z.object({
      path: z.string(),
      before: z.object({ sha256: z.string(), mode: z.number() }).nullable(),
      hadPrevious: z.boolean(),
      newFolders: z.array(z.string()),
    }),
  ),
  record: z.string().nullable(),
});

async function checkUnpacked(
  { archive, sha256, record }: UnpackParams,
  { host }: Pick<CheckContext, "host">,
) {
  const found = recordSchema.safeParse(readJson((await host.files.readText(record)) ?? ""));
  if (!found.success) return todo("nothing was unpacked yet");
  if (found.data.sha256 !== sha256) return todo(`${record} is of another archive`);
  for (const file of found.data.files)
    if (!(await isThere(file, host))) return todo(`${file.path} is not as it was unpacked`);
  return done(`all files of ${archive} are in place`);
}

async function isThere({ path, sha256, mode }: Placed, host: HostView): Promise<boolean> {
  const stat = await host.files.stat(path);
  return stat?.mode === mode && (await host.files.sha256(path)) === sha256;
}

async function unpack(params: UnpackParams, context: RunContext): Promise<void> {
  const { host, signal, report } = context;
  // Twice through: nothing of an archive is placed unless all of it may be.
  for await (const _ of filesIn(params, host)) signal.throwIfAborted();
  const files: Placed[] = [];
  for await (const { name, mode, content } of filesIn(params, host)) {
    const file = { path: `${params.into}/${name}`, sha256: digestOf(content), mode };
    files.push(file);
    if (await isThere(file, host)) continue;
    await keepPrevious(file.path, context);
    await host.files.writeAtomic(file.path, content, { mode, signal });
    report({ evidence: `placed ${file.path}` });
  }
  const record: UnpackRecord = { sha256: params.sha256, files };
  await host.files.writeAtomic(params.record, `${JSON.stringify(record)}\n`, { mode: 0o600 });
}

/** @throws ARTEFACT_CORRUPT, ARTEFACT_MISSING */
async function* filesIn(
  { archive, sha256 }: UnpackParams,
  host: HostView,
): AsyncGenerator<TarFile> {
  const bytes = await host.files.read(archive, { maxBytes: GIB });
  if (bytes === undefined) throw new BringupError("ARTEFACT_MISSING", `${archive} is missing`);
  if (digestOf(bytes) !== sha256)
    throw new BringupError("ARTEFACT_CORRUPT", `${archive} is not what was published`);
  yield* readTarGz(bytes, LIMITS);
}

async function keepPrevious(path: string, { host, signal }: RunContext): Promise<void> {
  const stat = await host.files.stat(path);
  if (stat === undefined) return;
  if (stat.kind !== "file")
    throw new BringupError("STEP_FAILED", `${path} is not a plain file`, {
      hint: `Remove ${path} if nothing needs it, then resume.`,
    });
  await host.files.copy(path, `${path}.prev`, { mode: stat.mode, signal });
}

type Former = z.infer<typeof capturedSchema>["former"][number];

async function bringBack(
  { path, before, hadPrevious, newFolders }: Former,
  { host, signal }: RunContext,
): Promise<void> {
  if (before === null) {
    await host.files.remove(path);
    for (const folder of newFolders)
      if ((await host.files.list(folder))?.length === 0) await host.files.remove(folder);
    return;
  }
  if ((await host.files.sha256(path)) !== before.sha256)
    await host.files.copy(`${path}.prev`, path, { ...before, signal });
  if (!hadPrevious) await host.files.remove(`${path}.prev`);
}
