import {
  asSum,
  type ContentOffer,
  holdTo,
  type ImportRequest,
  importSteps,
  isFolderSource,
  nameFor,
  needRoom,
  proofBeside,
  proofOn,
  readContent,
  sourceIn,
  unlessObstacle,
} from "../content/index.ts";
import type { Candidate, HostIO, HostView, Step } from "../engine/index.ts";
import { errorView } from "../errors/index.ts";
import { filesOn, type Stick } from "../sticks/index.ts";
import { type FolderImport, importFolderStep } from "./import-step.ts";
import { packFolder } from "./pack.ts";
import { PROFILE_FILE } from "./schema.ts";

export interface AnyImport extends ImportRequest {
  /** Of a folder on a stick: the SHA-256 that a look found. */
  readonly seen?: string | undefined;
}

/** An archive, or the folder of a profile: whatever is named. What stands in the way blocks it. */
export async function planAnyImport(host: HostView, request: AnyImport): Promise<Candidate> {
  const isFolder = async () => isFolderSource(host, sourceIn(request.from));
  return unlessObstacle(async () =>
    (await isFolder()) ? [await folderStep(host, request)] : importSteps(host, request),
  );
}

async function folderStep(host: HostView, request: AnyImport): Promise<Step> {
  const source = sourceIn(request.from);
  const given = asSum(request.sha256);
  // Nobody has mounted the stick: a look before said what is on it, or the step finds what vouches for it.
  if (source.is !== "file") {
    const { from, name, seen } = request;
    const last = source.is === "stick" ? source.path.slice(source.path.lastIndexOf("/") + 1) : "";
    const label = source.is === "stick" ? source.stick : "";
    const sums = { ...(given && { sha256: given }), ...(seen && { seen }) };
    return importFolderStep({ from, name: nameFor(last || label, name), ...sums });
  }
  return importFolderStep(await folderParams(host, source.path, { given, name: request.name }));
}

/** @throws PROFILE_INVALID, ARTEFACT_CORRUPT, CONTENT_UNPROVEN, CONTENT_UNSIGNED, DISK_FULL */
async function folderParams(
  host: HostView,
  folder: string,
  asked: { readonly given: string | undefined; readonly name: string | undefined },
): Promise<FolderImport> {
  const packed = await packFolder(host, folder);
  const proof = await proofBeside(host, folder, asked.given);
  holdTo(folder, packed.sha256, proof);
  const name = nameFor(packed.name, asked.name);
  if ((await readContent(host, name)) === undefined) await needRoom(host, packed.text.length * 2);
  const sum = proof.sha256 === undefined ? {} : { sha256: proof.sha256 };
  return { from: folder, name, seen: packed.sha256, ...sum };
}

const CHOICE = { name: /^profile\.yaml$/, maxBytes: 1024 * 1024, depth: 3, most: 50 };

/** Profiles that lie unpacked on a medium; one that cannot be used is told with its first problem. */
export async function profilesOn({ folder, shown }: Stick, host: HostIO) {
  const offers: ContentOffer[] = [];
  const problems: string[] = [];
  for (const path of await filesOn(folder, CHOICE, host)) {
    const at = path.slice(0, -PROFILE_FILE.length - 1);
    const from = `stick:${shown}${at.slice(folder.length)}`;
    try {
      const { name, sha256, text } = await packFolder(host, at);
      const profile = { name, seen: sha256 };
      offers.push({
        ...{ from, sizeBytes: Buffer.byteLength(text), proof: await proofOn(host, at), profile },
      });
    } catch (thrown) {
      problems.push(errorView(thrown).message.replaceAll(`${folder}/`, `stick:${shown}/`));
    }
  }
  return { offers, problems };
}
