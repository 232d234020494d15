import {
  blocked,
  type CheckContext,
  defineHandler,
  done,
  type Step,
  type StepLimit,
  type Verdict,
} from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { formatBytes } from "../quantity/index.ts";
import { defineStep, type StepOptions } from "./define-step.ts";

export interface ArtefactFile {
  readonly path: string;
  /** Hex, from the checksums that came with it. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** Slow media stall for long; a file of gigabytes from a USB stick takes many minutes. */
export const STREAM_LIMIT: StepLimit = { noProgressMs: 60_000, totalMs: 1_200_000 };

/** Bytes per millisecond of a modest drive, for the usual time. */
export const USUAL_BYTES_PER_MS = 100_000;

/** The artefact is there and is what was published. A wrong one blocks the plan: nothing is changed. */
export function artefactVerify(
  options: StepOptions & ArtefactFile,
): Step<"artefact.verify", ArtefactFile> {
  const { path, sha256, sizeBytes } = options;
  return defineStep(options, {
    kind: "artefact.verify",
    title: `Verify ${path.slice(path.lastIndexOf("/") + 1)} (${formatBytes(sizeBytes)})`,
    params: { path, sha256: sha256.toLowerCase(), sizeBytes },
    undo: "none",
    usualMs: Math.ceil(sizeBytes / USUAL_BYTES_PER_MS),
    limit: STREAM_LIMIT,
  });
}

export const artefactVerifyHandler = defineHandler<ArtefactFile>("artefact.verify", {
  check: checkArtefact,
  preview: async ({ path, sha256 }) => [
    { subject: path, lines: [{ sign: " ", text: `sha256 ${sha256}` }] },
  ],
  async run(file, { host, signal, report }) {
    const found = await host.files.stat(file.path);
    if (found === undefined) throw missing(file.path);
    const sha256 = await host.files.sha256(file.path, {
      signal,
      onBytes: (done) =>
        report({ evidence: `hashing ${file.path}`, done, total: file.sizeBytes, unit: "bytes" }),
    });
    if (sha256 === undefined) throw missing(file.path);
    if (sha256 !== file.sha256) throw corrupt(file.path);
    report({ evidence: `${file.path} is what was published` });
  },
});

export async function checkArtefact(
  { path, sha256, sizeBytes }: ArtefactFile,
  { host, signal }: Pick<CheckContext, "host" | "signal">,
): Promise<Verdict> {
  const stat = await host.files.stat(path);
  if (stat === undefined) return blockedBy(missing(path));
  // The size costs nothing to compare; a cut-off copy shows at once.
  const isWhole = stat.kind === "link" || stat.sizeBytes === sizeBytes;
  if (!isWhole || (await host.files.sha256(path, { signal })) !== sha256)
    return blockedBy(corrupt(path));
  return done(`${path} is what was published`);
}

export function missing(path: string): BringupError {
  return new BringupError("ARTEFACT_MISSING", `${path} is missing`);
}

export function corrupt(path: string): BringupError {
  return new BringupError("ARTEFACT_CORRUPT", `${path} is not what was published`);
}

function blockedBy({ message, hint }: BringupError): Verdict {
  return blocked(message, hint);
}
