import { type CommandOutcome, type HostView, troubleIn } from "../engine/index.ts";
import { sanitize } from "../text/index.ts";

/** Single values are short. Reads of /proc/sys beyond 4 MiB at once fail with ENOMEM. */
const MOST_BYTES = 64 * 1024;

/** One value of a kernel file, safe to print; `undefined` when the file is absent or empty. */
export async function readValue(host: HostView, path: string): Promise<string | undefined> {
  const text = await host.files.readText(path, { maxBytes: MOST_BYTES });
  // Device-tree values end with a zero byte.
  const value = text === undefined ? "" : sanitize(text.replace(/\0+$/, "")).trim();
  return value === "" ? undefined : value;
}

/** As `readValue`, for a detail whose failure must not hide the rest of its subject. */
export async function readDetail(host: HostView, path: string): Promise<string | undefined> {
  try {
    return await readValue(host, path);
  } catch {
    return undefined;
  }
}

/** A file the subject cannot do without. */
export async function readRequired(host: HostView, path: string): Promise<string> {
  const text = await host.files.readText(path);
  if (text === undefined) throw new Error(`${path} is missing`);
  return text;
}

/** What a probe printed, or the reason it printed nothing. */
export function printed(program: string, outcome: CommandOutcome): string {
  const trouble = troubleIn(outcome);
  if (outcome.is === "exited" && trouble === undefined) return outcome.stdout;
  throw new Error(outcome.is === "missing" ? trouble : `${program}: ${trouble}`);
}

export function parseJson(program: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${program} printed something that is not JSON`, { cause });
  }
}
