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
import { readContent } from "./observe.ts";
import { CONTENT, MARKER } from "./places.ts";
import type { Proof } from "./proof.ts";
import { isSignedBy } from "./signature.ts";

export interface ImportParams {
  readonly from: string;
  /** Of the archive, as it lay there when it was planned. */
  readonly sizeBytes: number;
  /** Of its folder below the others. */
  readonly name: string;
  readonly proof: Proof;
}

/** A medium may stall for long, and 20 GB take half an hour. */
const LIMIT = { noProgressMs: 120_000, totalMs: 4 * 3_600_000 };
/** A modest drive, read twice and written once. */
const USUAL_BYTES_PER_MS = 60_000;
const MOST_ENTRIES = 200_000;
/** Left for the rest of the host. */
export const KEPT_FREE_BYTES = 1024 ** 3;

/** Proves an archive, then unpacks it into its folder; of one that fails nothing is left. */
export function importStep(params: ImportParams): Step {
  const { from, sizeBytes, name } = params;
  const file = from.slice(from.lastIndexOf("/") + 1);
  return {
    id: "content.import",
    kind: "content.import",
    title: `Import ${file} (${formatBytes(sizeBytes)}) as ${CONTENT}/${name}`,
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    undo: "compensate",
    usualMs: Math.ceil(1000 + sizeBytes / USUAL_BYTES_PER_MS),
    limit: LIMIT,
    rerun: "safe",
  };
}

export const importHandler = defineHandler<ImportParams>("content.import", {
  async check({ name, from, proof }, { host }) {
    const found = await readContent(host, name);
    if (found === undefined) return todo(`${CONTENT}/${name} is not there yet`);
    if (found.is === "foreign")
      return blocked(`${CONTENT}/${name} is there and was not imported`, "Give another --name.");
    const { sha256, signature } = proof;
    const isSame = sha256 === undefined ? found.from === from : found.sha256 === sha256;
    const isProven =
      signature === undefined || isSignedBy(signature.keyPem, found.sha256, signature.base64);
    if (isSame && isProven) return done(`${CONTENT}/${name} holds it`);
    return blocked(`${CONTENT}/${name} holds another content`, "Give another --name.");
  },
  async preview({ from, name, proof }) {
    const lines = [
      `from ${from}`,
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
    const { host, signal, report } = context;
    const { from, name } = params;
    const sha256 = await proven(params, context);
    const to = `${CONTENT}/${name}`;
    const record = { sha256, from, importedMs: host.clock.nowMs() };
    await host.files.makeDirectory(CONTENT, { mode: 0o755 });
    const { files, bytes } = await host.files.unpack(from, to, {
      bootId: await host.bootId(),
      marker: { name: MARKER, content: `${JSON.stringify(record)}\n` },
      maxEntries: MOST_ENTRIES,
      keepFreeBytes: KEPT_FREE_BYTES,
      signal,
      onBytes: (read, total) =>
        report({ evidence: `unpacking into ${to}`, done: read, total, unit: "bytes" }),
    });
    report({ evidence: `${files} files, ${formatBytes(bytes)}, in ${to}` });
  },
  async undo({ name }, _captured, { host }) {
    const found = await readContent(host, name);
    if (found?.is === "imported") await host.files.removeTree(`${CONTENT}/${name}`);
    await host.files.removeTree(`${CONTENT}/${name}.part`);
  },
});

/** Its SHA-256. @throws ARTEFACT_MISSING, ARTEFACT_CORRUPT, CONTENT_UNSIGNED */
async function proven(
  { from, sizeBytes, proof }: ImportParams,
  { host, signal, report }: RunContext,
): Promise<string> {
  const sha256 = await host.files.sha256(from, {
    signal,
    onBytes: (read) =>
      report({ evidence: `hashing ${from}`, done: read, total: sizeBytes, unit: "bytes" }),
  });
  if (sha256 === undefined) throw new BringupError("ARTEFACT_MISSING", `${from} is missing`);
  if (proof.sha256 !== undefined && proof.sha256 !== sha256)
    throw new BringupError("ARTEFACT_CORRUPT", `${from} is not what was published`);
  const { signature } = proof;
  if (signature !== undefined && !isSignedBy(signature.keyPem, sha256, signature.base64))
    throw new BringupError("CONTENT_UNSIGNED", `${from} was not signed by the key of this host`);
  return sha256;
}
