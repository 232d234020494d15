import type { HostView } from "../engine/index.ts";

/**
 * Whether any account has a password, as shadow(5) has it: login(1) can let nobody else in.
 * `undefined` where that may not be read.
 */
export async function observeLogins({
  files,
}: Pick<HostView, "files">): Promise<boolean | undefined> {
  const text = await files.readText("/etc/shadow").catch(() => undefined);
  return text?.split("\n").some((line) => HASH.test(line.split(":")[1] ?? ""));
}

/** `$id$salt$hash`, or the thirteen characters of the old kind; `!` and `*` let nobody in. */
const HASH = /^(?:\$[^$]+\$.+|[./\dA-Za-z]{13})$/;
