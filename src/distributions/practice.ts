import type { FilesIO } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { DISTRIBUTIONS, type DistributionEntry } from "./registry.ts";

/** Version of the practice artefacts, as `spec.cluster.version` writes it. */
export function practiceVersion(id: string): string {
  return entryOf(id).practice.version;
}

/** Writes the practice artefacts of every distribution; what is there already stays as it is. */
export async function practiceArtefacts(
  files: FilesIO,
  directory: string,
  architecture = machineArchitecture(),
): Promise<void> {
  for (const { practice } of DISTRIBUTIONS) {
    const { version, folder } = practice;
    const place = folder === undefined ? directory : `${directory}/${folder}`;
    const contents = (await practice.load()).artefacts({ version, architecture });
    for (const [name, { content, mode }] of Object.entries(contents)) {
      const path = `${place}/${name}`;
      if (!(await isThere(files, path, content))) await files.writeAtomic(path, content, { mode });
    }
  }
}

/** Writes what a practised host has besides for any of them: never on a machine that is real. */
export async function practiceHostFiles(files: FilesIO): Promise<void> {
  for (const { practice } of DISTRIBUTIONS) {
    const contents = (await practice.load()).hostFiles?.() ?? {};
    for (const [path, { content, mode }] of Object.entries(contents))
      if (!(await isThere(files, path, content))) await files.writeAtomic(path, content, { mode });
  }
}

/** `internal stand-in ID ...`: only ever started by a service of a sandbox. */
export async function runStandIn(
  id: string,
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  return (await entryOf(id).practice.load()).run(argv, env);
}

function entryOf(id: string): DistributionEntry {
  const entry = DISTRIBUTIONS.find((distribution) => distribution.id === id);
  if (entry === undefined) throw new BringupError("USAGE", `there is no stand-in for ${id}`);
  return entry;
}

async function isThere(files: FilesIO, path: string, content: string | Uint8Array) {
  const found = await files.read(path);
  return found !== undefined && Buffer.compare(found, Buffer.from(content)) === 0;
}

/** As `Inventory` names it. */
function machineArchitecture(): string {
  return process.arch === "x64" ? "amd64" : process.arch;
}
