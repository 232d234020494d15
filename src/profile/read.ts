// A little over 120 lines: everything that can be wrong with a folder, in the order it is read.
import { digestOf, type HostView } from "../engine/index.ts";
import { type ManifestObject, nameOf, parseManifest } from "../kube/index.ts";
import { formatBytes } from "../quantity/index.ts";
import { placeholderProblems } from "./manifest-rules.ts";
import { parseProfile } from "./parse.ts";
import { readinessOf } from "./readiness.ts";
import { type Layer, PROFILE_FILE, type ProfileFile } from "./schema.ts";

/** One problem of a profile, wherever in its folder it is. */
export interface ProfileProblem {
  /** Inside the folder. */
  readonly file: string;
  /** From 1; 0: of the whole file. */
  readonly line: number;
  readonly message: string;
  readonly hint: string;
}

export interface LayerFile {
  /** Inside the folder. */
  readonly name: string;
  readonly sha256: string;
}

export interface LoadedLayer {
  readonly layer: Layer;
  readonly files: readonly LayerFile[];
  /** With their placeholders, in the order they are applied. */
  readonly objects: readonly ManifestObject[];
}

export interface Profile extends ProfileFile {
  readonly folder: string;
  readonly loaded: readonly LoadedLayer[];
}

export type ProfileRead =
  | { readonly is: "read"; readonly profile: Profile }
  | { readonly is: "absent" }
  | { readonly is: "bad"; readonly problems: readonly ProfileProblem[] };

export const MAX_MANIFEST_BYTES = 8 * 1024 * 1024;
const MAX_PROFILE_BYTES = 1024 * 1024;

/** Read-only. A folder with a profile and all it names; every problem at once. */
export async function readProfile(host: HostView, folder: string): Promise<ProfileRead> {
  const path = `${folder}/${PROFILE_FILE}`;
  const text = await host.files.readText(path, { maxBytes: MAX_PROFILE_BYTES + 1 });
  if (text === undefined) return { is: "absent" };
  if (text.length > MAX_PROFILE_BYTES)
    return { is: "bad", problems: [tooLarge(PROFILE_FILE, MAX_PROFILE_BYTES)] };
  const outcome = parseProfile(text);
  if (outcome.is === "invalid")
    return {
      is: "bad",
      problems: outcome.issues.map(({ line, path, message, hint }) => ({
        ...{ file: PROFILE_FILE, line, hint },
        message: path === "" ? message : `${path} ${message}`,
      })),
    };
  const { profile } = outcome;
  const problems: ProfileProblem[] = [];
  const loaded: LoadedLayer[] = [];
  for (const layer of profile.layers)
    loaded.push(await loadLayer(host, { folder, layer, profile, problems }));
  problems.push(...sharedObjects(loaded), ...unready(loaded));
  return problems.length > 0
    ? { is: "bad", problems }
    : { is: "read", profile: { ...profile, folder, loaded } };
}

interface Loading {
  readonly folder: string;
  readonly layer: Layer;
  readonly profile: ProfileFile;
  readonly problems: ProfileProblem[];
}

async function loadLayer(host: HostView, loading: Loading): Promise<LoadedLayer> {
  const { layer, folder, problems } = loading;
  const files: LayerFile[] = [];
  const objects: ManifestObject[] = [];
  for (const name of layer.manifests ?? []) {
    const path = `${folder}/${name}`;
    const bytes = await host.files.read(path, { maxBytes: MAX_MANIFEST_BYTES + 1 });
    if (bytes === undefined) {
      problems.push({
        file: name,
        line: 0,
        message: "is missing",
        hint: "Put it into the folder.",
      });
      continue;
    }
    // Half of a manifest would be applied as if it were all.
    if (bytes.length > MAX_MANIFEST_BYTES) {
      problems.push(tooLarge(name, MAX_MANIFEST_BYTES));
      continue;
    }
    files.push({ name, sha256: digestOf(bytes) });
    objects.push(...objectsIn(new TextDecoder().decode(bytes), name, loading));
  }
  return { layer, files, objects };
}

function tooLarge(file: string, most: number): ProfileProblem {
  const hint = "Leave out what is no manifest, or make several files of it.";
  return { file, line: 0, message: `is larger than ${formatBytes(most)}`, hint };
}

function objectsIn(
  text: string,
  file: string,
  { profile, problems }: Loading,
): readonly ManifestObject[] {
  const manifest = parseManifest(text);
  if (manifest.is === "bad") {
    problems.push({ file, line: 0, message: manifest.why, hint: "Correct the file." });
    return [];
  }
  const found = manifest.objects.flatMap((object) =>
    placeholderProblems(object, profile.variables ?? []),
  );
  const at = new Map<string, number>();
  for (const { token, message, hint } of found) {
    // The next place of the same: whoever corrects one wants to see the others.
    const next = text.indexOf(token, at.get(token) ?? 0);
    at.set(token, next + 1);
    problems.push({ file, line: lineAt(text, next), message, hint });
  }
  return manifest.objects;
}

/** Two layers that write one object would take it from each other for ever. */
function sharedObjects(loaded: readonly LoadedLayer[]): readonly ProfileProblem[] {
  const owners = new Map<string, string>();
  return loaded.flatMap(({ layer, objects }) =>
    objects.flatMap((object) => {
      const key = `${object.apiVersion.replace(/\/.*$/, "")} ${nameOf(object)}`;
      const owner = owners.get(key);
      owners.set(key, layer.name);
      if (owner === undefined) return [];
      const where =
        owner === layer.name ? `twice in layer ${owner}` : `in ${owner} and in ${layer.name}`;
      const hint = "Keep it in one place.";
      return [{ file: PROFILE_FILE, line: 0, message: `${nameOf(object)} is ${where}`, hint }];
    }),
  );
}

/** A layer whose state nobody can tell is one nobody can wait for. */
function unready(loaded: readonly LoadedLayer[]): readonly ProfileProblem[] {
  return loaded
    .filter(
      ({ layer, objects }) => objects.length > 0 && readinessOf({ layer, objects }).length === 0,
    )
    .map(({ layer }) => ({
      ...{ file: PROFILE_FILE, line: 0 },
      message: `layer ${layer.name} has no workload, and no readiness says when it is ready`,
      hint: "Add readiness with the object to wait for.",
    }));
}

function lineAt(text: string, at: number): number {
  return at < 0 ? 0 : text.slice(0, at).split("\n").length;
}
