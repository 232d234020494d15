import { z } from "zod";
import type { HostView } from "../engine/index.ts";
import { CONTENT, MARKER } from "./places.ts";

const record = z.object({
  /** Of the archive. */
  sha256: z.string(),
  /** A path, an address, or `stick:LABEL/PATH`. */
  from: z.string(),
  /** Wall time. */
  importedMs: z.number(),
  /** Size of the archive. Older records do not have it, nor what it was proven by. */
  archiveBytes: z.number().optional(),
  /** `approval`: nothing vouched for it but who approved the plan, which showed its SHA-256. */
  provenBy: z.array(z.enum(["sum", "signature", "approval"])).optional(),
});

/** What is written into the folder of a content. */
export type ContentRecord = z.infer<typeof record>;

/** A folder below `CONTENT`. */
export type Content =
  | ({ readonly is: "imported"; readonly name: string } & Readonly<ContentRecord>)
  | { readonly is: "foreign"; readonly name: string };

/** `undefined`: there is no such folder. */
export async function readContent(host: HostView, name: string): Promise<Content | undefined> {
  const folder = `${CONTENT}/${name}`;
  if ((await host.files.stat(folder)) === undefined) return undefined;
  const text = await host.files.readText(`${folder}/${MARKER}`, { maxBytes: 4096 });
  const found = record.safeParse(parsed(text));
  return found.success ? { is: "imported", name, ...found.data } : { is: "foreign", name };
}

/** By name. Absent folder: none. */
export async function observeContent(host: HostView): Promise<readonly Content[]> {
  const names = (await host.files.list(CONTENT)) ?? [];
  const found = await Promise.all(
    names.filter((name) => !name.endsWith(".part")).map((name) => readContent(host, name)),
  );
  return found.filter((content) => content !== undefined);
}

/** Folders that artefacts may lie in: of each content, and one level below. */
export async function contentFolders(host: HostView): Promise<readonly string[]> {
  const folders: string[] = [];
  for (const content of await observeContent(host)) {
    if (content.is === "foreign") continue;
    const top = `${CONTENT}/${content.name}`;
    folders.push(top);
    for (const name of (await host.files.list(top)) ?? [])
      if ((await host.files.stat(`${top}/${name}`))?.kind === "directory")
        folders.push(`${top}/${name}`);
  }
  return folders;
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
