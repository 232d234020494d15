import type { Entry, What } from "./contract.ts";
import { collectFile } from "./file.ts";
import { type Found, walk } from "./walk.ts";
import type { About, Work } from "./work.ts";

const DEPTH = 6;
const MOST_FILES = 400;
/** Of one folder, before it is compressed. */
const MOST_BYTES = 48 * 1024 ** 2;

/** The newest first: when the folder is too large, it is the oldest that stay behind. */
export async function collectFolder(
  { path, depth = DEPTH, only }: Extract<What, { is: "folder" }>,
  work: Work,
  about: About,
): Promise<readonly Entry[]> {
  const { gather } = work.collecting;
  const top = await gather.files.stat(path);
  if (top === undefined) return [about({ state: "absent" })];
  const options = { depth, most: MOST_FILES * 4, signal: work.signal };
  const all = await walk(path, gather, options);
  const wanted = all
    .filter(({ stat }) => stat.kind !== "directory")
    .filter(({ path: file }) => only === undefined || only.test(file))
    .toSorted((a, b) => b.stat.modifiedMs - a.stat.modifiedMs);
  if (wanted.length === 0) return [about({ state: "absent", why: "the folder is empty" })];
  return await collectInOrder(wanted, { root: path, work, about });
}

interface InOrder {
  readonly root: string;
  readonly work: Work;
  readonly about: About;
}

async function collectInOrder(
  wanted: readonly Found[],
  { root, work, about }: InOrder,
): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  let bytes = 0;
  for (const [index, { path, stat }] of wanted.entries()) {
    const why = work.signal.aborted ? "the time was up" : tooMuch(index, bytes);
    if (why !== undefined) {
      const said = `${why} in ${root}: the newest were taken`;
      const sourceBytes = stat.sizeBytes;
      entries.push(about({ source: path, state: "left-out", why: said, sourceBytes }));
      continue;
    }
    const into = `${work.collector.into}/${path.slice(root.length)}`;
    const entry = await collectFile({ path, into }, work, about).catch((thrown: unknown) =>
      about({ source: path, state: "failed", why: messageOf(thrown) }),
    );
    bytes += entry.bytes ?? 0;
    entries.push(entry);
  }
  return entries;
}

function tooMuch(files: number, bytes: number): string | undefined {
  if (files >= MOST_FILES) return "too many files";
  return bytes > MOST_BYTES ? "too many bytes" : undefined;
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
