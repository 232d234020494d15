import { type Fact, factOf, type HostView, unknown } from "../engine/index.ts";
import type { Artefact } from "./artefact.ts";
import { type ChecksumEntry, parseChecksums } from "./checksums.ts";

/** A directory of artefacts as found. Nothing is judged yet: see `judgeArtefacts`. */
export interface ArtefactSet {
  readonly directory: string;
  /** As in `ClusterFacts`: amd64, arm64. */
  readonly architecture: string;
  /** Checksum files that were read, and those of another architecture that were not. */
  readonly checksumFiles: readonly string[];
  readonly otherChecksumFiles: readonly string[];
  readonly published: readonly ChecksumEntry[];
  readonly problems: readonly string[];
  readonly files: readonly FoundFile[];
}

export interface FoundFile {
  readonly name: string;
  readonly path: string;
  readonly kind: "file" | "directory" | "link" | "other";
  /** -1: could not be looked at; `sha256` says why. */
  readonly sizeBytes: number;
  /** SHA-256 of the content, only where it was asked for. */
  readonly sha256?: Fact<string>;
}

export interface ArtefactLook {
  readonly architecture: string;
  /** Names whose content is hashed; the host remembers hashes of unchanged files. */
  readonly hash?: readonly string[];
  readonly signal?: AbortSignal;
}

const CHECKSUM_FILE = /^(?:sha256sum(?:-([a-z0-9_]+))?\.txt|SHA256SUMS)$/;
const MAX_CHECKSUM_BYTES = 1024 * 1024;

/** Read-only. Absent: no such directory. */
export function observeArtefactSet(
  host: HostView,
  directory: string,
  look: ArtefactLook,
): Promise<Fact<ArtefactSet>> {
  return factOf(async () => {
    const names = await host.files.list(directory);
    if (names === undefined) return undefined;
    const checksums = names.filter((name) => CHECKSUM_FILE.test(name));
    const ours = checksums.filter((name) => isFor(name, look.architecture));
    const published: ChecksumEntry[] = [];
    const problems: string[] = [];
    for (const name of ours) {
      const read = await readChecksums(host, `${directory}/${name}`, name);
      published.push(...read.entries);
      problems.push(...read.problems);
    }
    return {
      directory,
      architecture: look.architecture,
      checksumFiles: ours,
      otherChecksumFiles: checksums.filter((name) => !ours.includes(name)),
      published,
      problems,
      files: await lookAtFiles(host, directory, names, look),
    };
  });
}

/** The files a checksum file vouches for and that are there, by name. */
export function artefactsIn(set: ArtefactSet): readonly Artefact[] {
  return set.files.flatMap(({ name, path, kind, sizeBytes }) => {
    const entry = set.published.find((published) => published.name === name);
    return entry === undefined || kind !== "file"
      ? []
      : [{ name, path, sizeBytes, sha256: entry.sha256 }];
  });
}

function isFor(name: string, architecture: string): boolean {
  const named = CHECKSUM_FILE.exec(name)?.[1];
  return named === undefined || named === architecture;
}

async function readChecksums(host: HostView, path: string, name: string) {
  try {
    const text = await host.files.readText(path, { maxBytes: MAX_CHECKSUM_BYTES });
    return parseChecksums(name, text ?? "");
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return { entries: [], problems: [`${name} cannot be read: ${why}`] };
  }
}

async function lookAtFiles(
  host: HostView,
  directory: string,
  names: readonly string[],
  { hash = [], signal }: ArtefactLook,
): Promise<readonly FoundFile[]> {
  const files: FoundFile[] = [];
  for (const name of names) {
    signal?.throwIfAborted();
    const path = `${directory}/${name}`;
    const stat = await factOf(() => host.files.stat(path));
    if (stat.is === "absent") continue;
    if (stat.is === "unknown") {
      files.push({ name, path, kind: "file", sizeBytes: -1, sha256: stat });
      continue;
    }
    const { kind, sizeBytes } = stat.value;
    const found = { name, path, kind, sizeBytes };
    const hashed = hash.includes(name) && kind === "file";
    files.push(hashed ? { ...found, sha256: await hashOf(host, path, signal) } : found);
  }
  return files;
}

async function hashOf(host: HostView, path: string, signal: AbortSignal | undefined) {
  const fact = await factOf(() => host.files.sha256(path, signal === undefined ? {} : { signal }));
  return fact.is === "absent" ? unknown(`${path} disappeared while it was read`) : fact;
}
