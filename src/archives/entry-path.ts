import { BringupError } from "../errors/index.ts";
import { sanitize } from "../text/index.ts";

const MOST_PATH_BYTES = 1024;
const MOST_NAME_BYTES = 255;
/** Below the blank are the control characters. */
const ODD = /[^ -\uffff]|[\u007f\\]/;

/** Where an entry goes below the folder. @throws ARCHIVE_UNSAFE for a name that leads anywhere else. */
export function entryPath(name: string): string {
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  if (name.startsWith("/")) throw unsafe(name, "is an absolute path");
  if (parts.includes("..")) throw unsafe(name, "leads out of the folder");
  if (ODD.test(name)) throw unsafe(name, "has characters no file should have");
  const isLong =
    Buffer.byteLength(name) > MOST_PATH_BYTES ||
    parts.some((part) => Buffer.byteLength(part) > MOST_NAME_BYTES);
  if (isLong) throw unsafe(name, "is longer than a path may be");
  return parts.join("/");
}

/** Names come from outside, and may be long or hostile to a terminal. */
export function unsafe(name: string, why: string): BringupError {
  const shown = sanitize(name).slice(0, 120);
  return new BringupError("ARCHIVE_UNSAFE", `${JSON.stringify(shown)} in the archive ${why}`);
}
