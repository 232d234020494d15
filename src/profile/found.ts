import { contentFolders } from "../content/index.ts";
import type { HostView } from "../engine/index.ts";
import { type ProfileProblem, type ProfileRead, readProfile } from "./read.ts";
import { type Layer, PROFILE_FILE, type Variable } from "./schema.ts";

/** Below it profiles may be put by hand, each in a folder of its own. */
export const PROFILES = "/opt/bringup/profiles";

/** A folder with a profile in it, for whoever chooses one. */
export interface FoundProfile {
  readonly path: string;
  /** Empty where it cannot be read. */
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly layers: readonly Layer[];
  readonly variables: readonly Variable[];
  /** Why it cannot be used; empty: it can. */
  readonly problems: readonly ProfileProblem[];
}

/** Every profile in what was imported and among those put by hand; `asked` besides, wherever it is. */
export async function findProfiles(
  host: HostView,
  asked?: string,
): Promise<readonly FoundProfile[]> {
  const own = (await host.files.list(PROFILES)) ?? [];
  const places = [
    ...(asked === undefined ? [] : [asked]),
    ...(await contentFolders(host)),
    ...own.map((name) => `${PROFILES}/${name}`),
  ];
  const found: FoundProfile[] = [];
  for (const path of new Set(places)) {
    const isThere = (await host.files.stat(`${path}/${PROFILE_FILE}`)) !== undefined;
    if (isThere || path === asked) found.push(foundIn(path, await readProfile(host, path)));
  }
  return found;
}

/** Pure. */
export function foundIn(path: string, read: ProfileRead): FoundProfile {
  if (read.is === "read") {
    const { name, version, description = "", layers, variables = [] } = read.profile;
    return { path, name, version, description, layers, variables, problems: [] };
  }
  const nothing = { path, name: "", version: "", description: "", layers: [], variables: [] };
  if (read.is === "bad") return { ...nothing, problems: read.problems };
  const hint = "Import it: bringup profile import ARCHIVE.";
  return { ...nothing, problems: [{ file: PROFILE_FILE, line: 0, message: "is not there", hint }] };
}
