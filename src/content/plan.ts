import type { Blocked, Candidate, HostView, Step } from "../engine/index.ts";
import { asBringupError, BringupError } from "../errors/index.ts";
import { formatBytes } from "../quantity/index.ts";
import { fetchStep } from "./fetch-step.ts";
import { type ImportParams, importStep } from "./import-step.ts";
import { readContent } from "./observe.ts";
import { CONTENT, DOWNLOADS, KEPT_FREE_BYTES } from "./places.ts";
import { asSum, needsSignature, observeProof } from "./proof.ts";
import { fileNameOf, type Source, sourceIn } from "./source.ts";

export interface ImportRequest {
  /** Absolute path of the archive, its http(s) address, or `stick:LABEL/PATH`. */
  readonly from: string;
  /** Hex, as a person gave it. */
  readonly sha256?: string | undefined;
  /** Of its folder; that of the archive unless told. */
  readonly name?: string | undefined;
}

/** What it takes to have the content of an archive on this host; what stands in the way blocks it. */
export async function planImport(host: HostView, request: ImportRequest): Promise<Candidate> {
  try {
    return { steps: await stepsOf(host, request), skipped: [], blocked: [] };
  } catch (thrown) {
    return { steps: [], skipped: [], blocked: [obstacle(thrown)] };
  }
}

async function stepsOf(host: HostView, request: ImportRequest): Promise<readonly Step[]> {
  const source = sourceIn(request.from);
  const name = nameFor(source, request.name);
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

/** @throws USAGE */
function nameFor(source: Source, given: string | undefined): string {
  const name = given ?? nameOf(fileNameOf(source));
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name) && !name.endsWith(".part")) return name;
  throw new BringupError("USAGE", `${JSON.stringify(name)} cannot be the name of a folder`, {
    hint: "Give one of letters, digits, dots and hyphens with --name.",
  });
}

async function fileParams(
  host: HostView,
  from: string,
  { name, sha256 }: { readonly name: string; readonly sha256: string | undefined },
): Promise<ImportParams> {
  const stat = await host.files.stat(from);
  if (stat === undefined) throw new BringupError("ARTEFACT_MISSING", `${from} is not there`);
  if (stat.kind !== "file")
    throw new BringupError("USAGE", `${from} is a ${stat.kind}, no archive`);
  const proof = await observeProof(host, from, sha256);
  // What is here already needs no more room.
  if ((await readContent(host, name)) === undefined) await needRoom(host, stat.sizeBytes);
  return { from, sizeBytes: stat.sizeBytes, name, proof };
}

/** `core-site7.tar.zst` gives `core-site7`. */
function nameOf(file: string): string {
  return file.replace(/(\.tar)?\.(zst|gz)$|\.(tar|tgz)$/i, "");
}

/** Unpacked it is larger; how much is known only at its end, so the least is asked for here. */
async function needRoom(host: HostView, bytes: number): Promise<void> {
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
