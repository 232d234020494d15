import type { FilesView } from "../engine/index.ts";
import { errorView } from "../errors/index.ts";
import { MAX_PLANE_FILE_BYTES } from "../plane/index.ts";

export type FileText =
  | { readonly is: "text"; readonly text: string }
  | { readonly is: "absent" }
  | { readonly is: "refused"; readonly why: string };

/** A file that somebody else may have put there: no links, no devices, nothing endless. */
export async function readPlaneFile(path: string, files: FilesView): Promise<FileText> {
  try {
    const stat = await files.stat(path);
    if (stat === undefined) return { is: "absent" };
    if (stat.kind === "link") return refused("it is a link: copy the file itself");
    if (stat.kind !== "file") return refused("it is not an ordinary file");
    if (stat.sizeBytes > MAX_PLANE_FILE_BYTES) return refused("it is larger than any such file");
    const text = await files.readText(path, { maxBytes: MAX_PLANE_FILE_BYTES });
    return text === undefined ? { is: "absent" } : { is: "text", text };
  } catch (thrown) {
    return refused(errorView(thrown).message);
  }
}

function refused(why: string): FileText {
  return { is: "refused", why };
}
