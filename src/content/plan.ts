import type { Blocked, Candidate, HostView } from "../engine/index.ts";
import { asBringupError, BringupError } from "../errors/index.ts";
import { formatBytes } from "../quantity/index.ts";
import { importStep, KEPT_FREE_BYTES } from "./import-step.ts";
import { readContent } from "./observe.ts";
import { CONTENT } from "./places.ts";
import { observeProof } from "./proof.ts";

export interface ImportRequest {
  /** Absolute path of the archive. */
  readonly from: string;
  /** Hex, as a person gave it. */
  readonly sha256?: string | undefined;
  /** Of its folder; that of the archive unless told. */
  readonly name?: string | undefined;
}

/** What it takes to have the content of an archive on this host; what stands in the way blocks it. */
export async function planImport(host: HostView, request: ImportRequest): Promise<Candidate> {
  try {
    return { steps: [importStep(await paramsOf(host, request))], skipped: [], blocked: [] };
  } catch (thrown) {
    return { steps: [], skipped: [], blocked: [obstacle(thrown)] };
  }
}

async function paramsOf(host: HostView, { from, sha256, name: given }: ImportRequest) {
  const name = given ?? nameOf(from);
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name) || name.endsWith(".part"))
    throw new BringupError("USAGE", `${JSON.stringify(name)} cannot be the name of a folder`, {
      hint: "Give one of letters, digits, dots and hyphens with --name.",
    });
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
function nameOf(from: string): string {
  const file = from.slice(from.lastIndexOf("/") + 1);
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
