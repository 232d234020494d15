import type { Blocked, Candidate, HostView, Step } from "../engine/index.ts";
import { asBringupError, BringupError } from "../errors/index.ts";
import { formatBytes } from "../quantity/index.ts";
import { fetchStep } from "./fetch-step.ts";
import { type ImportParams, importStep } from "./import-step.ts";
import { nameFor, nameOf } from "./name.ts";
import { readContent } from "./observe.ts";
import { CONTENT, DOWNLOADS, KEPT_FREE_BYTES } from "./places.ts";
import { asSum, needsSignature, observeProof } from "./proof.ts";
import { fileNameOf, sourceIn } from "./source.ts";

export interface ImportRequest {
  /** Absolute path of the archive, its http(s) address, or `stick:LABEL/PATH`. */
  readonly from: string;
  /** Hex, as a person gave it. */
  readonly sha256?: string | undefined;
  /** Of its folder; that of the archive unless told. */
  readonly name?: string | undefined;
}

/** What it takes to have the content of an archive on this host; what stands in the way blocks it. */
export function planImport(host: HostView, request: ImportRequest): Promise<Candidate> {
  return unlessObstacle(() => importSteps(host, request));
}

/** What can be corrected by a person blocks the plan; anything else is thrown. */
export async function unlessObstacle(make: () => Promise<readonly Step[]>): Promise<Candidate> {
  try {
    return { steps: await make(), skipped: [], blocked: [] };
  } catch (thrown) {
    return { steps: [], skipped: [], blocked: [obstacle(thrown)] };
  }
}

/** @throws what blocks it */
export async function importSteps(
  host: HostView,
  request: ImportRequest,
): Promise<readonly Step[]> {
  const source = sourceIn(request.from);
  const name = nameFor(nameOf(fileNameOf(source)), request.name);
  const sha256 = asSum(request.sha256);
  const given = sha256 === undefined ? {} : { sha256 };
  if (source.is === "file")
    return [importStep(await fileParams(host, source.path, { name, sha256 }))];
  // Nobody has asked the server yet, and no stick is mounted by looking.
  if (source.is === "stick") return [importStep({ from: request.from, name, ...given })];
  const to = `${DOWNLOADS}/${name}`;
  const { url } = source;
  return [
    fetchStep({ url, to, name, ...given, needsSignature: await needsSignature(host) }),
    importStep({ from: to, url, name, ...given }),
  ];
}

async function fileParams(
  host: HostView,
  from: string,
  { name, sha256 }: { readonly name: string; readonly sha256: string | undefined },
): Promise<ImportParams> {
  const stat = await host.files.stat(from);
  if (stat === undefined)
    throw new BringupError("ARTEFACT_MISSING", `${from} is not there`, {
      hint: "Name an archive or a folder of this host; what is on a stick begins with stick:LABEL/.",
    });
  if (stat.kind !== "file")
    throw new BringupError("USAGE", `${from} is a ${stat.kind}, no archive`);
  const proof = await observeProof(host, from, sha256);
  // What is here already needs no more room.
  if ((await readContent(host, name)) === undefined) await needRoom(host, stat.sizeBytes);
  return { from, sizeBytes: stat.sizeBytes, name, proof };
}

/** Unpacked it is larger; how much is known only at its end, so the least is asked for here. */
export async function needRoom(host: HostView, bytes: number): Promise<void> {
  const space = await host.files.space(CONTENT);
  if (space === undefined || space.freeBytes - KEPT_FREE_BYTES >= bytes) return;
  throw new BringupError(
    "DISK_FULL",
    `${CONTENT} has ${formatBytes(space.freeBytes)} free; ${formatBytes(bytes)} and ${formatBytes(KEPT_FREE_BYTES)} to spare are needed`,
  );
}

function obstacle(thrown: unknown): Blocked {
  const { code, message, hint, kind } = asBringupError(thrown);
  if (kind === "bug" || kind === "cancelled") throw thrown;
  return { code, message, hint };
}
