import { printedVersion } from "../../artefacts/index.ts";
import { type Fact, factOf, type HostView } from "../../engine/index.ts";
import type { ServerKind } from "./server-kind.ts";

/** What the installed program says it is. Absent: not installed. */
export function observeVersion(
  host: HostView,
  { program, versionIn }: Pick<ServerKind, "program" | "versionIn">,
  signal: AbortSignal,
): Promise<Fact<{ readonly version: string }>> {
  return factOf(async () => {
    if ((await host.files.stat(program)) === undefined) return undefined;
    const outcome = await printedVersion(host, program, { timeoutMs: 3000, signal });
    if (outcome.is !== "exited") throw new Error(`${program} --version: ${outcome.is}`);
    const version = versionIn(outcome.stdout);
    if (version === undefined) throw new Error(`${program} --version said nothing we know`);
    return { version };
  });
}
