import { printedVersion } from "../../artefacts/index.ts";
import { type Fact, factOf, type HostView } from "../../engine/index.ts";
import { BINARY } from "./paths.ts";

/** `k3s version v1.35.3+k3s1 (8b1a4b2c)` gives `1.35.3+k3s1`. */
export function versionIn(output: string): string | undefined {
  return /^k3s version v?(\d+\.\d+\.\d+\S*)/m.exec(output)?.[1];
}

/** Absent: not installed. */
export function observeVersion(
  host: HostView,
  signal: AbortSignal,
): Promise<Fact<{ readonly version: string }>> {
  return factOf(async () => {
    if ((await host.files.stat(BINARY)) === undefined) return undefined;
    const outcome = await printedVersion(host, BINARY, { timeoutMs: 3000, signal });
    if (outcome.is !== "exited") throw new Error(`${BINARY} --version: ${outcome.is}`);
    const version = versionIn(outcome.stdout);
    if (version === undefined) throw new Error(`${BINARY} --version said nothing we know`);
    return { version };
  });
}
