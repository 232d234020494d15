import { ABSENT, type Fact, factOf, type HostView, known } from "../engine/index.ts";
import { sanitize } from "../text/index.ts";

/** One kernel value, safe to print. */
export function readWord(host: HostView, path: string): Promise<Fact<string>> {
  return factOf(async () => {
    const text = await host.files.readText(path);
    return text === undefined ? undefined : sanitize(text.replace(/\0+$/, "")).trim();
  });
}

/** The first of several places that has something to say; an unreadable one stops the search. */
export async function readFirst(host: HostView, paths: readonly string[]): Promise<Fact<string>> {
  for (const path of paths) {
    const found = await readWord(host, path);
    if (found.is === "unknown") return found;
    if (found.is === "known" && found.value !== "") return known(found.value);
  }
  return ABSENT;
}

/** A file the check cannot do without: missing is as unknown as unreadable. */
export async function readNeeded(host: HostView, path: string): Promise<string> {
  const text = await host.files.readText(path);
  if (text === undefined) throw new Error(`${path} is missing`);
  return text;
}

/** One kernel value as a number; what is none is unknown. */
export function readNumber(host: HostView, path: string): Promise<Fact<number>> {
  return factOf(async () => {
    const text = await host.files.readText(path);
    if (text === undefined) return undefined;
    const number = text.trim() === "" ? Number.NaN : Number(text);
    if (Number.isNaN(number)) throw new Error(`${path} is not a number`);
    return number;
  });
}
