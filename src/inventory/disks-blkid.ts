import type { HostView } from "../engine/index.ts";
import { sanitize } from "../text/index.ts";

export interface Signature {
  readonly filesystem: string | undefined;
  readonly label: string | undefined;
}

/**
 * What blkid(8) finds on these devices, past its cache. It is asked where udev does not run: lsblk
 * then shows no file system, to root either. `undefined`: it could not look.
 */
export async function readSignatures(
  host: HostView,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Signature> | undefined> {
  const argv = ["blkid", "-c/dev/null", "-o", "export", ...paths] as const;
  const outcome = await host.probe(argv, { timeoutMs: 2000, signal });
  // 2: nothing was found on any of them.
  if (outcome.is !== "exited" || (outcome.exitCode !== 0 && outcome.exitCode !== 2))
    return undefined;
  const found = outcome.stdout.split(/\n\s*\n/).map((block) => {
    const value = (key: string) => {
      const text = new RegExp(`^${key}=(.*)$`, "m").exec(block)?.[1] ?? "";
      // Its way to write a sign that a shell would take for its own.
      return sanitize(text.replace(/\\(.)/g, "$1")).trim() || undefined;
    };
    return [value("DEVNAME") ?? "", { filesystem: value("TYPE"), label: value("LABEL") }] as const;
  });
  return new Map(found.filter(([path]) => path !== ""));
}
