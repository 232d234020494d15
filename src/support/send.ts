import type { HostIO } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { createMachineGather } from "../host/index.ts";

export interface SendRequest {
  /** Of the bundle on this machine. */
  readonly path: string;
  readonly url: string;
  readonly http: HostIO["http"];
  readonly signal: AbortSignal;
  onBytes?(done: number, total: number): void;
}

const SEND_MS = 15 * 60_000;
const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/;

/** Why a bundle must not go there; `undefined`: it may. Plain http is for this machine alone. */
export function refusedUrl(given: string): string | undefined {
  const url = URL.parse(given);
  if (url === null) return "not an address";
  if (url.protocol === "https:") return undefined;
  if (url.protocol !== "http:") return "not an https address";
  return LOOPBACK.test(url.hostname) ? undefined : "without https everybody on the way can read it";
}

/** Puts a bundle to an address (PUT), read while it goes out. @throws BUNDLE_NOT_SENT */
export async function sendBundle(request: SendRequest): Promise<void> {
  const { path, url, http, signal, onBytes } = request;
  const gather = createMachineGather();
  const refused = refusedUrl(url);
  if (refused !== undefined) throw notSent(shownUrl(url), refused);
  const bytes = (await gather.files.stat(path))?.sizeBytes ?? 0;
  async function* open() {
    let done = 0;
    for await (const chunk of gather.read(path, { maxBytes: bytes, keep: "first", signal })) {
      yield chunk;
      done += chunk.length;
      onBytes?.(done, bytes);
    }
  }
  const outcome = await http.send({
    ...{ method: "PUT", url, signal, timeoutMs: SEND_MS },
    headers: { "content-type": "application/gzip" },
    upload: { bytes, open },
  });
  if (outcome.is === "failed") throw notSent(shownUrl(url), outcome.why);
  if (outcome.status < 200 || outcome.status > 299)
    throw notSent(shownUrl(url), `it answers ${outcome.status}`);
}

/** Without a password or a signature, which addresses for one upload often have. */
export function shownUrl(given: string): string {
  const url = URL.parse(given);
  return url === null ? "the address" : `${url.origin}${url.pathname}`;
}

function notSent(where: string, why: string): BringupError {
  return new BringupError("BUNDLE_NOT_SENT", `the bundle could not be sent to ${where}: ${why}`);
}
