import type { Candidate, HostView } from "../engine/index.ts";
import type { EdgeHost } from "../spec/index.ts";
import { readContent } from "./observe.ts";
import { CONTENT } from "./places.ts";
import { removeStep } from "./remove-step.ts";

/** What it takes to be rid of a content; one that the document names stays. */
export async function planRemoval(
  host: HostView,
  document: EdgeHost,
  name: string,
): Promise<Candidate> {
  const folder = `${CONTENT}/${name}`;
  const refused = (code: string, message: string, hint: string): Candidate => ({
    steps: [],
    skipped: [],
    blocked: [{ code, message, hint }],
  });
  if (name.includes("/") || name.startsWith("."))
    return refused("USAGE", `${JSON.stringify(name)} is no content`, "See bringup content list.");
  const { artefacts, profile } = document.spec.cluster ?? {};
  const users = { "cluster.artefacts": artefacts, "cluster.profile.path": profile?.path };
  for (const [field, path] of Object.entries(users))
    if (path !== undefined && `${path}/`.startsWith(`${folder}/`))
      return refused(
        "CONTENT_IN_USE",
        `${field} is ${path}`,
        `Point ${field} to another folder first.`,
      );
  if ((await readContent(host, name)) === undefined)
    return {
      steps: [],
      skipped: [{ title: `Remove ${folder}`, reason: "it is not there" }],
      blocked: [],
    };
  return { steps: [removeStep({ name })], skipped: [], blocked: [] };
}
