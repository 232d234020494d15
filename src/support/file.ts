import { posix } from "node:path";
import type { Gather } from "../host/index.ts";
import { wholeSecret } from "../secrets/index.ts";
import type { Entry } from "./contract.ts";
import { createItem } from "./item.ts";
import { type About, addItem, type Work } from "./work.ts";

interface FileRequest {
  readonly path: string;
  /** In the bundle. */
  readonly into: string;
}

/** Enough to know a key or a kubeconfig by. */
const HEAD_BYTES = 64 * 1024;
/** Logs grow at the end, and their end is what counts. */
const LOG = /\.log(?:\.\d+)?$|^\/var\/log\//;

/** A file with its secrets masked; of one that is a secret itself no more than name, size and mode. */
export async function collectFile(
  { path, into }: FileRequest,
  work: Work,
  about: About,
): Promise<Entry> {
  const { collecting, signal, maxBytes } = work;
  const { files } = collecting.gather;
  const stat = await files.stat(path);
  const source = path;
  if (stat === undefined) return about({ source, state: "absent" });
  const seen = { source, sourceBytes: stat.sizeBytes, mode: `0${stat.mode.toString(8)}` };
  if (stat.kind !== "file") {
    const target = stat.kind === "link" ? await files.readLink(path) : undefined;
    const why = target === undefined ? `a ${stat.kind}` : `a link to ${target}`;
    return about({ ...seen, state: "left-out", why });
  }
  // The head is judged before anything of the file is taken.
  const head = await headOf(path, work);
  const secret = wholeSecret(path, head);
  if (secret !== undefined) return about({ ...seen, state: "left-out", why: `secret: ${secret}` });
  const keep = LOG.test(path) ? "last" : "first";
  const item = createItem({ maxBytes, keep, values: collecting.values });
  // One byte more than there is room for says that there is more.
  for await (const chunk of collecting.gather.read(path, { maxBytes: maxBytes + 1, keep, signal }))
    if (!(await item.write(chunk))) break;
  const entry = await addItem(await item.end(), into, work, (rest) => about({ source, ...rest }));
  return entry.state === "left-out" ? { ...entry, ...seen } : entry;
}

const MOST_LINKS = 8;

/** Where a name leads that a table has, and no folder: `/etc/resolv.conf` is a link on most hosts. */
export async function followed(path: string, { files }: Gather): Promise<string> {
  let at = path;
  for (let links = 0; links < MOST_LINKS; links += 1) {
    const target = await files.readLink(at);
    if (target === undefined) return at;
    at = posix.resolve(posix.dirname(at), target);
  }
  return path;
}

async function headOf(path: string, { collecting, signal }: Work): Promise<Uint8Array> {
  const options = { maxBytes: HEAD_BYTES, keep: "first", signal } as const;
  const parts: Uint8Array[] = [];
  for await (const chunk of collecting.gather.read(path, options)) parts.push(chunk);
  return Buffer.concat(parts);
}
