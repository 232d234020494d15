import type { HostView } from "../engine/index.ts";
import { MIB } from "../quantity/index.ts";

/** The kubelet turns logs of containers over at 10 MiB; what is larger is none of those. */
const MAX_BYTES = 16 * MIB;
const LINES = 500;

/** The last lines of a text file, oldest first; `undefined`: no such file. */
export async function readTail(
  host: HostView,
  path: string,
): Promise<readonly string[] | undefined> {
  const stat = await host.files.stat(path);
  if (stat === undefined) return undefined;
  if (stat.sizeBytes > MAX_BYTES) throw new Error(`${path} is too large to be read`);
  const text = await host.files.readText(path, { maxBytes: MAX_BYTES });
  return text?.split("\n").filter(Boolean).slice(-LINES);
}
