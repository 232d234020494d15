import type { Readable } from "node:stream";
import type { ReceiveOutcome, ReceiveRequest } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { openAnswer } from "./open-answer.ts";
import { headersOf } from "./read-answer.ts";
import type { Route } from "./route.ts";

const DEFAULT_IDLE_MS = 60_000;

/** One attempt; the connection lives until the body is read, fails, is aborted or given up. */
export function receiveHttp(request: ReceiveRequest, route: Route): Promise<ReceiveOutcome> {
  const { signal, idleMs = DEFAULT_IDLE_MS } = request;
  return openAnswer(request, route, ({ status, headers, body, url, hangUp }) => {
    if (status !== 200 && status !== 206) return undefined;
    const received = bodyOf(body, { url, idleMs, signal, hangUp });
    return { is: "open", status, headers: headersOf(headers), body: received };
  });
}

interface BodyOptions {
  readonly url: URL;
  readonly idleMs: number;
  readonly signal: AbortSignal | undefined;
  hangUp(): void;
}

/** A fast server is held up by a slow reader; a silent one is given up. */
async function* bodyOf(stream: Readable, options: BodyOptions): AsyncGenerator<Uint8Array> {
  const { url, idleMs, signal, hangUp } = options;
  const cancel = () => stream.destroy(new Error("cancelled"));
  signal?.addEventListener("abort", cancel, { once: true });
  const silent = () => stream.destroy(new Error(`nothing came for ${idleMs / 1000} s`));
  let timer = setTimeout(silent, idleMs);
  try {
    for await (const chunk of stream) {
      clearTimeout(timer);
      yield chunk as Uint8Array;
      timer = setTimeout(silent, idleMs);
    }
  } catch (thrown) {
    signal?.throwIfAborted();
    throw cut(url, thrown);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", cancel);
    hangUp();
  }
}

function cut(url: URL, cause: unknown): BringupError {
  const why = cause instanceof Error ? cause.message : "it broke off";
  return new BringupError("DOWNLOAD_CUT", `${url.host} did not send all of it: ${why}`, { cause });
}
