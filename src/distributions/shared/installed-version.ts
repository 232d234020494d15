import { printedVersion } from "../../artefacts/index.ts";
import { type Fact, factOf, type HostView } from "../../engine/index.ts";
import type { ServerKind } from "./server-kind.ts";

type Program = Pick<ServerKind, "program" | "otherPrograms" | "versionIn">;

/** What the installed program says it is. Absent: not installed. */
export function observeVersion(
  host: HostView,
  { program, otherPrograms = [], versionIn }: Program,
  signal: AbortSignal,
): Promise<Fact<{ readonly version: string }>> {
  return factOf(async () => {
    const path = await programAt(host, { program, otherPrograms });
    if (path === undefined) return undefined;
    const outcome = await printedVersion(host, path, { timeoutMs: 3000, signal });
    if (outcome.is !== "exited") throw new Error(`${path} --version: ${outcome.is}`);
    const version = versionIn(outcome.stdout);
    if (version === undefined) throw new Error(`${path} --version said nothing we know`);
    return { version };
  });
}

/** Where it lies on this host; `undefined`: nowhere. */
export async function programAt(
  host: HostView,
  { program, otherPrograms = [] }: Pick<ServerKind, "program" | "otherPrograms">,
): Promise<string | undefined> {
  for (const path of [program, ...otherPrograms])
    if ((await host.files.stat(path)) !== undefined) return path;
  return undefined;
}
