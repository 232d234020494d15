import type { StreamOutcome, StreamRequest } from "../../engine/index.ts";
import { dial, dialTls } from "./dial.ts";
import { codeWords } from "./http-failure.ts";
import { endpointText, PathError } from "./path-error.ts";
import type { Route } from "./route.ts";
import { startWay } from "./stages.ts";

const DEFAULT_TIMEOUT_MS = 5000;

/** A socket, with TLS where that is asked for; small writes leave at once. */
export async function openStream(request: StreamRequest, route: Route): Promise<StreamOutcome> {
  const { target, tls, timeoutMs: limitMs = DEFAULT_TIMEOUT_MS } = request;
  const cancelled = request.signal ?? new AbortController().signal;
  const limit = AbortSignal.timeout(limitMs);
  const signal = AbortSignal.any([cancelled, limit]);
  const way = startWay({ route, signal, limitMs });
  try {
    const socket = await dial(target, undefined, way);
    socket.setNoDelay(true);
    if (tls === undefined) return { is: "open", stream: socket };
    const { servername: name = target.host, protocols } = tls;
    const asked = { name, tls, ...(protocols && { protocols }) };
    return { is: "open", stream: await dialTls(socket, asked, way) };
  } catch (thrown) {
    if (!(thrown instanceof PathError)) throw thrown;
    const isLate = limit.aborted && !cancelled.aborted;
    const code = isLate ? "ETIMEDOUT" : thrown.code;
    const why = `${endpointText(target)}: ${codeWords(code)}`;
    return { is: "failed", at: thrown.stage, code, why };
  }
}
