import { TAR_END, tarHeader, tarPadding } from "../archives/index.ts";
import { digestOf, type HostView } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { formatBytes } from "../quantity/index.ts";
import { MAX_MANIFEST_BYTES, type ProfileProblem, readProfile } from "./read.ts";
import { type Layer, PROFILE_FILE } from "./schema.ts";

/** A profile as one archive, the same bytes for the same files wherever they lie. */
export interface PackedProfile {
  readonly text: string;
  readonly sha256: string;
  readonly files: number;
}

export interface NamedProfile extends PackedProfile {
  readonly name: string;
  readonly version: string;
}

/** It is held in memory; those of real clusters have a few megabytes. */
const MOST_BYTES = 64 * 1024 * 1024;

/** A folder with a sound profile in it. @throws PROFILE_INVALID, FILE_UNREADABLE */
export async function packFolder(host: HostView, folder: string): Promise<NamedProfile> {
  const read = await readProfile(host, folder);
  if (read.is === "bad") throw refused(folder, read.problems);
  if (read.is === "absent")
    throw new BringupError("PROFILE_INVALID", `${folder} has no ${PROFILE_FILE} in it`, {
      hint: `Name an archive, or the folder with the ${PROFILE_FILE}.`,
    });
  const { name, version, layers } = read.profile;
  return { ...(await packProfile(host, { path: folder, layers })), name, version };
}

/** All that a profile names in one tar, and nothing else of its folder. @throws PROFILE_INVALID, FILE_UNREADABLE */
export async function packProfile(
  host: HostView,
  { path: folder, layers }: { readonly path: string; readonly layers: readonly Layer[] },
): Promise<PackedProfile> {
  const names = new Set([PROFILE_FILE, ...layers.flatMap(({ manifests = [] }) => manifests)]);
  const parts: Buffer[] = [];
  let total = 0;
  for (const path of [...names].toSorted()) {
    const bytes = await readInside(host, folder, path);
    total += bytes.length;
    if (total > MOST_BYTES)
      throw new BringupError("PROFILE_INVALID", `${folder} has over ${formatBytes(MOST_BYTES)}`, {
        hint: "Leave out what is no manifest, or make several profiles of it.",
      });
    const header = tarHeader({ path, bytes: bytes.length, atMs: 0 });
    parts.push(header, Buffer.from(bytes), tarPadding(bytes.length));
  }
  const tar = Buffer.concat([...parts, TAR_END]);
  const text = tar.toString("utf8");
  // It goes out as text: what is no UTF-8 would come out as something else.
  if (!Buffer.from(text, "utf8").equals(tar))
    throw new BringupError("FILE_UNREADABLE", `${folder} has a file that is not UTF-8`);
  return { text, sha256: digestOf(tar), files: names.size };
}

/** Links are not followed: what they lead to is not of this profile, and this reads as root. */
async function readInside(host: HostView, folder: string, path: string): Promise<Uint8Array> {
  const parts = path.split("/");
  for (const [at] of parts.entries()) {
    const inside = parts.slice(0, at + 1).join("/");
    const kind = (await host.files.stat(`${folder}/${inside}`))?.kind;
    if (kind !== undefined && kind !== (at === parts.length - 1 ? "file" : "directory"))
      throw new BringupError("PROFILE_INVALID", `${folder}/${inside} is a ${wordOf(kind)}`, {
        hint: "Put the file itself into the folder.",
      });
  }
  const bytes = await host.files.read(`${folder}/${path}`, { maxBytes: MAX_MANIFEST_BYTES });
  if (bytes !== undefined) return bytes;
  throw new BringupError("FILE_UNREADABLE", `${folder}/${path} is missing`);
}

const wordOf = (kind: string): string => (kind === "other" ? "device" : kind);

/** The first of its problems, and how many there are. */
function refused(folder: string, problems: readonly ProfileProblem[]): BringupError {
  const [first, ...more] = problems;
  const { file = PROFILE_FILE, line = 0, message = "cannot be read", hint = "" } = first ?? {};
  const place = `${folder}/${file}${line > 0 ? `:${line}` : ""}`;
  const count = more.length === 0 ? "" : `, and ${more.length} more`;
  const options = hint === "" ? {} : { hint };
  return new BringupError("PROFILE_INVALID", `${place} ${message}${count}`, options);
}
