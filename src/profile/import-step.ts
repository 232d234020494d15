// A little over 100 lines: one step from plan to undo.
import {
  CONTENT,
  type ContentRecord,
  DOWNLOADS,
  holdTo,
  KEPT_FREE_BYTES,
  MARKER,
  OTHER_NAME,
  type Proof,
  proofBeside,
  readContent,
  sourceIn,
  unproven,
  withStick,
} from "../content/index.ts";
import {
  blocked,
  defineHandler,
  digestOf,
  done,
  type RunContext,
  type Step,
  todo,
} from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { packFolder } from "./pack.ts";

export interface FolderImport {
  /** On this host, or `stick:LABEL/PATH`. */
  readonly from: string;
  /** Of its folder below the others. */
  readonly name: string;
  /** SHA-256 of the archive that it makes, as it was when somebody looked: what was seen is what is taken. */
  readonly seen?: string;
  /** As a person gave it, or as it lies beside the folder. */
  readonly sha256?: string;
}

/** Reads a folder as root and no more than it names: a stick may be slow. */
const LIMIT = { noProgressMs: 120_000, totalMs: 1_800_000 };
const MOST_ENTRIES = 10_000;

/** A folder with a profile becomes the archive that an export makes, and that is unpacked like any other. */
export function importFolderStep(params: FolderImport): Step {
  return {
    id: "profile.import",
    kind: "profile.import",
    title: `Import the profile in ${params.from} as ${CONTENT}/${params.name}`,
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    undo: "compensate",
    usualMs: 3000,
    limit: LIMIT,
    rerun: "safe",
  };
}

export const importFolderHandler = defineHandler<FolderImport, "profile.import">("profile.import", {
  async check({ name, from, sha256, seen = sha256 }, { host }) {
    const found = await readContent(host, name);
    if (found === undefined) return todo(`${CONTENT}/${name} is not there yet`);
    if (found.is === "foreign")
      return blocked(`${CONTENT}/${name} is there and was not imported`, OTHER_NAME);
    const isSame = seen === undefined ? found.from === from : found.sha256 === seen;
    if (isSame) return done(`${CONTENT}/${name} holds it`);
    return blocked(`${CONTENT}/${name} holds another content`, OTHER_NAME);
  },
  async preview({ from, name, seen, sha256 }) {
    const sum = sha256 ?? seen;
    const lines = [
      `from ${from}`,
      "what its profile.yaml names, and nothing else",
      ...(sum === undefined ? [] : [`sha256 ${sum}`]),
      ...(sha256 === undefined && seen !== undefined
        ? ["as it lies there now: nothing beside it vouches for it"]
        : []),
    ];
    const added = lines.map((text) => ({ sign: "+" as const, text }));
    return [{ subject: `${CONTENT}/${name}`, lines: added }];
  },
  async run(params, context) {
    const source = sourceIn(params.from);
    if (source.is === "stick")
      return withStick(source, context, (folder) => importFolder(folder, params, context));
    return importFolder(params.from, params, context);
  },
  async undo({ name }, _captured, { host }) {
    const found = await readContent(host, name);
    if (found?.is === "imported") await host.files.removeTree(`${CONTENT}/${name}`);
    await host.files.removeTree(`${CONTENT}/${name}.part`);
    await host.files.remove(archiveOf(name));
  },
});

const archiveOf = (name: string): string => `${DOWNLOADS}/${name}.folder.tar`;

async function importFolder(
  folder: string,
  params: FolderImport,
  { host, signal, report }: RunContext,
): Promise<void> {
  const { name, from, seen } = params;
  if ((await host.files.stat(folder))?.kind !== "directory") throw noFolder(from);
  report({ evidence: `reading ${from}` });
  const packed = await packFolder(host, folder);
  const proof = await proofBeside(host, folder, params.sha256);
  const provenBy = provenIn(proof, seen);
  if (provenBy.length === 0) throw unproven(from);
  holdTo(from, packed.sha256, proof);
  if (seen !== undefined && seen !== packed.sha256)
    throw new BringupError("ARTEFACT_CORRUPT", `${from} is not what was looked at`, {
      hint: "It was changed since, or the stick loses data: cancel this run, and import it anew.",
    });
  const [archive, to] = [archiveOf(name), `${CONTENT}/${name}`];
  await host.files.makeDirectory(DOWNLOADS, { mode: 0o700 });
  await host.files.makeDirectory(CONTENT, { mode: 0o755 });
  await host.files.writeAtomic(archive, packed.text, { mode: 0o600, signal });
  const archiveBytes = Buffer.byteLength(packed.text);
  const importedMs = host.clock.nowMs();
  const record: ContentRecord = {
    ...{ sha256: packed.sha256, from, importedMs, archiveBytes, provenBy: [...provenBy] },
  };
  await host.files.unpack(archive, to, {
    bootId: await host.bootId(),
    marker: { name: MARKER, content: `${JSON.stringify(record)}\n` },
    maxEntries: MOST_ENTRIES,
    keepFreeBytes: KEPT_FREE_BYTES,
    signal,
    onBytes: (read, total) =>
      report({ evidence: `writing ${to}`, done: read, total, unit: "bytes" }),
  });
  await host.files.remove(archive);
  report({ evidence: `${packed.name} ${packed.version}, ${packed.files} files, in ${to}` });
}

function provenIn({ sha256, signature }: Proof, seen: string | undefined) {
  const proven = [
    ...(sha256 === undefined ? [] : (["sum"] as const)),
    ...(signature === undefined ? [] : (["signature"] as const)),
  ];
  return proven.length === 0 && seen !== undefined ? (["approval"] as const) : proven;
}

function noFolder(from: string): BringupError {
  return new BringupError("ARTEFACT_MISSING", `${from} is no folder`, {
    hint: "Name the folder with the profile.yaml, or an archive that ends in .tar, .tar.gz or .tar.zst.",
  });
}
