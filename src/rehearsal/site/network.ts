import type { HostView, StreamOutcome, StreamRequest } from "../../engine/index.ts";

/** Where an address of the practice site really is: a port of loopback, or behind a cable that is out. */
export type Whereabouts = { readonly port: number } | "cut off";

/**
 * The host with a network in which the practice site can be reached under its own addresses. What
 * goes to one that is cut off is lost without a word, as on a real line.
 */
export function withSiteNetwork(
  host: HostView,
  find: (address: string) => Whereabouts | undefined,
): HostView {
  return {
    ...host,
    async openStream(request) {
      const address = `${request.target.host}:${request.target.port}`;
      const found = find(address);
      if (found === undefined) return host.openStream(request);
      if (found === "cut off") return lost(request, address);
      const there = `127.0.0.1:${found.port}`;
      const target = { host: "127.0.0.1", port: found.port };
      const outcome = await host.openStream({ ...request, target });
      if (outcome.is === "open") return outcome;
      return { ...outcome, why: outcome.why.replace(there, address) };
    },
  };
}

/** How long a connect waits unless told, milliseconds; as the real one. */
const TIMEOUT_MS = 5000;

async function lost(
  { timeoutMs = TIMEOUT_MS, signal }: StreamRequest,
  address: string,
): Promise<StreamOutcome> {
  const limit = AbortSignal.timeout(timeoutMs);
  const over = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  if (!over.aborted)
    await new Promise<void>((resolve) =>
      over.addEventListener("abort", () => resolve(), { once: true }),
    );
  return { is: "failed", at: "tcp", code: "ETIMEDOUT", why: `${address}: no answer` };
}
