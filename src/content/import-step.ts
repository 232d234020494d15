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
import { formatBytes } from "../quantity/index.ts";
import { filesOf } from "./fetch-step.ts";
import { type ContentRecord, readContent } from "./observe.ts";
import { CONTENT, KEPT_FREE_BYTES, MARKER, OTHER_NAME } from "./places.ts";
import { holdTo, observeProof, type Proof } from "./proof.ts";
import { isSignedBy } from "./signature.ts";
import { sourceIn, withStick } from "./source.ts";

export interface ImportParams {
  /** The archive on this host, or `stick:LABEL/PATH`. */
  readonly from: string;
  /** Where it was downloaded from; it goes when it is unpacked. */
  readonly url?: string;
  /** Of the archive, as it lay there when it was planned; absent: nobody could look yet. */
  readonly sizeBytes?: number;
  /** Of its folder below the others. */
  readonly name: string;
  /** Absent: what lies beside the archive says it, when it can be read. */
  readonly proof?: Proof;
  /** As a person gave it, where there is no proof yet. */
  readonly sha256?: string;
}

/** A medium may stall for long, and 20 GB take half an hour. */
const LIMIT = { noProgressMs: 120_000, totalMs: 4 * 3_600_000 };
/** A modest drive, read twice and written once. */
const USUAL_BYTES_PER_MS = 60_000;
const USUAL_BYTES = 4 * 1024 ** 3;
const MOST_ENTRIES = 200_000;
/** Proves an archive, then unpacks it into its folder; of one that fails nothing is left. */
export function importStep(params: ImportParams): Step {
  const { from, sizeBytes, name } = params;
  const file = from.slice(from.lastIndexOf("/") + 1);
  const size = sizeBytes === undefined ? "" : ` (${formatBytes(sizeBytes)})`;
  return {
    id: "content.import",
    kind: "content.import",
    title: `Import ${file}${size} as ${CONTENT}/${name}`,
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    undo: "compensate",
    usualMs: Math.ceil(1000 + (sizeBytes ?? USUAL_BYTES) / USUAL_BYTES_PER_MS),
    limit: LIMIT,
    rerun: "safe",
  };
}

export const importHandler = defineHandler<ImportParams>("content.import", {
  async check({ name, from, url, sha256: given, proof }, { host }) {
    const found = await readContent(host, name);
    if (found === undefined) return todo(`${CONTENT}/${name} is not there yet`);
    if (found.is === "foreign")
      return blocked(`${CONTENT}/${name} is there and was not imported`, OTHER_NAME);
    const { sha256 = given, signature } = proof ?? {};
    const isSame =
      sha256 === undefined ? found.from === (url ?? from) : found.sha256 === sha256.toLowerCase();
    const isProven =
      signature === undefined || isSignedBy(signature.keyPem, found.sha256, signature.base64);
    if (isSame && isProven) return done(`${CONTENT}/${name} holds it`);
    return blocked(`${CONTENT}/${name} holds another content`, OTHER_NAME);
  },
  async preview({ from, url, name, sha256, proof = sha256 === undefined ? {} : { sha256 } }) {
    const lines = [
      `from ${url ?? from}`,
      ...(proof.sha256 === undefined ? [] : [`sha256 ${proof.sha256}`]),
      ...(proof.signature === undefined ? [] : ["signed by the key of this host's image"]),
    ];
    return [
      {
        subject: `${CONTENT}/${name}`,
        lines: lines.map((text) => ({ sign: "+" as const, text })),
      },
    ];
  },
  async run(params, context) {
    const source = sourceIn(params.from);
    if (source.is === "stick")
      return withStick(source, context, (path) => importFrom(path, params, context));
    return importFrom(params.from, params, context);
  },
  async undo({ name }, _captured, { host }) {
    const found = await readContent(host, name);
    if (found?.is === "imported") await host.files.removeTree(`${CONTENT}/${name}`);
    await host.files.removeTree(`${CONTENT}/${name}.part`);
  },
});

async function importFrom(path: string, params: ImportParams, context: RunContext): Promise<void> {
  const { host, signal, report } = context;
  const { name, url } = params;
  const proof = params.proof ?? (await observeProof(host, path, params.sha256));
  const { sha256, sizeBytes } = await proven(path, { ...params, proof }, context);
  const to = `${CONTENT}/${name}`;
  const record: ContentRecord = {
    sha256,
    from: url ?? params.from,
    importedMs: host.clock.nowMs(),
    archiveBytes: sizeBytes,
    provenBy: [
      ...(proof.sha256 === undefined ? [] : (["sum"] as const)),
      ...(proof.signature === undefined ? [] : (["signature"] as const)),
    ],
  };
  await host.files.makeDirectory(CONTENT, { mode: 0o755 });
  const { files, bytes } = await host.files.unpack(path, to, {
    bootId: await host.bootId(),
    marker: { name: MARKER, content: `${JSON.stringify(record)}\n` },
    maxEntries: MOST_ENTRIES,
    keepFreeBytes: KEPT_FREE_BYTES,
    signal,
    onBytes: (read, total) =>
      report({ evidence: `unpacking into ${to}`, done: read, total, unit: "bytes" }),
  });
  report({ evidence: `${files} files, ${formatBytes(bytes)}, in ${to}` });
  if (url !== undefined) await dropDownload(path, context);
}

async function dropDownload(path: string, { host }: RunContext): Promise<void> {
  for (const file of filesOf(path)) await host.files.remove(file);
}

type Held = ImportParams & { readonly proof: Proof };

/** @throws ARTEFACT_MISSING, ARTEFACT_CORRUPT, CONTENT_UNSIGNED */
async function proven(path: string, { url, proof }: Held, context: RunContext) {
  const { host, signal, report } = context;
  const { sizeBytes } = (await host.files.stat(path)) ?? { sizeBytes: 0 };
  const sha256 = await host.files.sha256(path, {
    signal,
    onBytes: (read) =>
      report({ evidence: `hashing ${path}`, done: read, total: sizeBytes, unit: "bytes" }),
  });
  if (sha256 === undefined) throw new BringupError("ARTEFACT_MISSING", `${path} is missing`);
  try {
    holdTo(path, sha256, proof);
  } catch (thrown) {
    // It would be the same the next time; the server is asked anew.
    if (url !== undefined) await dropDownload(path, context);
    throw thrown;
  }
  return { sha256, sizeBytes };
}
