import type { Blocked } from "../engine/index.ts";
import { formatBytes } from "../quantity/index.ts";
import type { ArtefactSet, FoundFile } from "./observe.ts";

export interface ArtefactNeeds {
  /** Files without which nothing can be installed. */
  readonly names: readonly string[];
}

/** Loaded by name wherever they lie, so nobody may slip one in. */
const LOADED = /\.(?:tar|tar\.gz|tgz|tar\.zst|ya?ml)$/;

/** Pure: every reason why this set must not be installed from, one sentence and one remedy each. */
export function judgeArtefacts(set: ArtefactSet, needs: ArtefactNeeds): readonly Blocked[] {
  const general = judgeChecksums(set);
  if (general.length > 0) return general;
  return [
    ...needs.names.flatMap((name) => judgeNeeded(set, name)),
    ...set.files.flatMap((file) => judgeExtra(set, needs, file)),
  ];
}

/** Pure: the archive, its unpacked images and some room for the datastore must fit. */
export function judgeSpace(
  space: { readonly freeBytes: number; readonly path: string },
  archiveBytes: number,
): readonly Blocked[] {
  const needed = Math.ceil(archiveBytes * 2.5);
  if (space.freeBytes >= needed) return [];
  return [
    {
      code: "DISK_FULL",
      message: `${space.path} has ${formatBytes(space.freeBytes)} free; the images need ${formatBytes(needed)}`,
      hint: "Free space on this file system, then plan again.",
    },
  ];
}

function judgeChecksums(set: ArtefactSet): readonly Blocked[] {
  if (set.checksumFiles.length === 0) {
    const [other] = set.otherChecksumFiles;
    return [other === undefined ? noChecksums(set) : wrongArchitecture(set, other)];
  }
  return set.problems.map((message) => corrupt(message));
}

function judgeNeeded(set: ArtefactSet, name: string): readonly Blocked[] {
  const file = set.files.find((found) => found.name === name);
  const published = set.published.find((entry) => entry.name === name);
  if (file === undefined) return [missing(set, name)];
  if (file.kind === "link")
    return [corrupt(`${name} is a symbolic link`, "Copy the file itself into the directory.")];
  if (file.kind !== "file") return [corrupt(`${name} is not a regular file`)];
  if (file.sizeBytes === 0) return [corrupt(`${name} is empty`)];
  if (published === undefined) return [unvouched(set, name)];
  return judgeContent(file, published.sha256);
}

function judgeContent(file: FoundFile, published: string): readonly Blocked[] {
  if (file.sha256 === undefined) return [];
  if (file.sha256.is !== "known") {
    const why = file.sha256.is === "unknown" ? file.sha256.why : "it disappeared";
    return [corrupt(`${file.name} cannot be read: ${why}`)];
  }
  if (file.sha256.value === published) return [];
  return [
    corrupt(
      `${file.name} is not what was published: SHA-256 ${file.sha256.value.slice(0, 12)}.., ` +
        `published ${published.slice(0, 12)}..`,
    ),
  ];
}

function judgeExtra(set: ArtefactSet, needs: ArtefactNeeds, file: FoundFile): readonly Blocked[] {
  if (needs.names.includes(file.name) || !LOADED.test(file.name)) return [];
  if (set.published.some((entry) => entry.name === file.name)) return [];
  return [unvouched(set, file.name)];
}

function missing(set: ArtefactSet, name: string): Blocked {
  return {
    code: "ARTEFACT_MISSING",
    message: `${name} is missing in ${set.directory}`,
    hint: `Put ${name} into ${set.directory}, together with its checksum.`,
  };
}

function noChecksums({ directory, architecture }: ArtefactSet): Blocked {
  return {
    code: "ARTEFACT_MISSING",
    message: `there is no checksum file in ${directory}`,
    hint: `Put sha256sum-${architecture}.txt of the release beside the artefacts.`,
  };
}

function wrongArchitecture({ directory, architecture }: ArtefactSet, other: string): Blocked {
  return {
    code: "ARTEFACT_MISSING",
    message: `${directory} holds ${other}: artefacts of another architecture, this host is ${architecture}`,
    hint: `Use the ${architecture} artefacts of the release.`,
  };
}

function unvouched({ checksumFiles }: ArtefactSet, name: string): Blocked {
  return {
    code: "ARTEFACT_CORRUPT",
    message: `no checksum vouches for ${name}`,
    hint: `Add its line to ${checksumFiles[0] ?? "the checksum file"}, or take the file away.`,
  };
}

function corrupt(
  message: string,
  hint = "Copy the artefacts again from where they came.",
): Blocked {
  return { code: "ARTEFACT_CORRUPT", message, hint };
}
