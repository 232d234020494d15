import type { Step } from "../../engine/index.ts";
import { formatBytes } from "../../quantity/index.ts";
import { artefactPlace, artefactVerify } from "../../steps/index.ts";
import type { Artefact } from "../driver.ts";

/** Each of them is what was published: nothing is changed otherwise. */
export function verifySteps(id: string, artefacts: readonly Artefact[]): readonly Step[] {
  return artefacts.map(({ name, path, sha256, sizeBytes }) =>
    artefactVerify({ id: `${id}.verify-${slug(name)}`, path, sha256, sizeBytes }),
  );
}

export function placeStep(
  id: string,
  { name, path, sha256, sizeBytes }: Artefact,
  { what, ...target }: { readonly to: string; readonly mode: number; readonly what: string },
): Step {
  const title = `Place ${what}: ${name}, ${formatBytes(sizeBytes)}`;
  return artefactPlace({ id, title, from: path, sha256, sizeBytes, ...target });
}

function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}
