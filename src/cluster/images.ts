import { type ImageList, observeImagesOf } from "../artefacts/index.ts";
import type {
  Artefact,
  ClusterFacts,
  ClusterObservation,
  Driver,
  ImageNeeds,
} from "../distributions/index.ts";
import { type Blocked, type HostView, knownValue } from "../engine/index.ts";
import type { ClusterSpec, EdgeHost } from "../spec/index.ts";

export interface ImagesRequest {
  readonly host: HostView;
  readonly document: EdgeHost;
  readonly cluster: ClusterSpec;
  readonly facts: ClusterFacts;
  readonly seen: ClusterObservation;
}

/** Images without which it would not start, compared with the lists in the archives that were brought. */
export async function missingImages(
  { imageNeeds }: Driver,
  { host, document, cluster, facts, seen }: ImagesRequest,
): Promise<readonly Blocked[]> {
  const owner = seen.ownership === undefined ? undefined : knownValue(seen.ownership);
  // Of a cluster that is formed they were imported.
  if (imageNeeds === undefined || owner?.committed === true) return [];
  if (facts.artefactProblems.length > 0) return [];
  const artefacts = knownValue(facts.artefacts) ?? [];
  const missing: Blocked[] = [];
  for (const needs of imageNeeds({ document, cluster, facts }))
    missing.push(...(await missingIn(host, artefacts, needs)));
  return missing;
}

async function missingIn(
  host: HostView,
  artefacts: readonly Artefact[],
  needs: ImageNeeds,
): Promise<readonly Blocked[]> {
  const named = (wanted: string | undefined) => artefacts.find(({ name }) => name === wanted);
  const archive = named(needs.archive);
  if (archive === undefined) return [];
  // What cannot be told is found out when it is imported.
  const found = knownValue(await observeImagesOf(host, archive));
  if (found === undefined) return [];
  if (found.is === "refused") return [refused(found)];
  const has = heldBy(found.names);
  const published = await publishedIn(host, named(needs.list));
  return [...new Set([...needs.images, ...published].map(plain))]
    .filter((image) => !has(image))
    .map((image) => ({
      code: "IMAGE_MISSING",
      message: `${archive.path} does not hold ${image}`,
      hint: "Bring an archive with the images of this version.",
    }));
}

function refused({ code, why }: Extract<ImageList, { is: "refused" }>): Blocked {
  return { code, message: why, hint: "Bring this archive again from where it came." };
}

/** An archive may write names shorter than they are pulled by. */
function heldBy(names: readonly string[]): (image: string) => boolean {
  const whole = new Set(names.map(plain));
  const untagged = new Set([...whole].map((name) => name.replace(/:[^/:]*$/, "")));
  return (image) => whole.has(image) || untagged.has(image);
}

function plain(image: string): string {
  return image.replace(/^(index\.)?docker\.io\/(library\/)?/, "");
}

const MOST_LIST_BYTES = 1024 * 1024;

async function publishedIn(host: HostView, list: Artefact | undefined): Promise<readonly string[]> {
  if (list === undefined) return [];
  const text = await host.files.readText(list.path, { maxBytes: MOST_LIST_BYTES });
  return (text ?? "").split("\n").flatMap((line) => line.trim() || []);
}
