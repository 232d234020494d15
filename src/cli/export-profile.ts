import { digestOf, type HostView } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import type { FoundProfile } from "../profile/index.ts";
import { TAR_END, tarHeader, tarPadding } from "../support/index.ts";

export interface PackedProfile {
  readonly text: string;
  readonly sha256: string;
  readonly files: number;
}

const MAX_FILE_BYTES = 8 * 1024 * 1024;

/** All that a profile names in one tar, the same bytes for the same files. @throws FILE_UNREADABLE */
export async function packProfile(host: HostView, found: FoundProfile): Promise<PackedProfile> {
  const names = ["profile.yaml", ...found.layers.flatMap(({ manifests = [] }) => manifests)];
  const parts: Buffer[] = [];
  for (const path of [...new Set(names)].toSorted()) {
    const bytes = await host.files.read(`${found.path}/${path}`, { maxBytes: MAX_FILE_BYTES });
    if (bytes === undefined)
      throw new BringupError("FILE_UNREADABLE", `${found.path}/${path} is missing`);
    const header = tarHeader({ path, bytes: bytes.length, atMs: 0 });
    parts.push(header, Buffer.from(bytes), tarPadding(bytes.length));
  }
  const tar = Buffer.concat([...parts, TAR_END]);
  const text = tar.toString("utf8");
  // It goes out as text: what is no UTF-8 would come out as something else.
  if (!Buffer.from(text, "utf8").equals(tar))
    throw new BringupError("FILE_UNREADABLE", `${found.path} has a file that is not UTF-8`);
  return { text, sha256: digestOf(tar), files: new Set(names).size };
}
