import type { HttpOutcome } from "../../engine/index.ts";
import type { Route } from "./route.ts";
import { addressOf, type HttpCall, startCall } from "./start-call.ts";

const DEFAULT_BYTES = 1024 ** 2;

/** One attempt, nothing kept alive afterwards. */
export async function callHttp(call: HttpCall, route: Route): Promise<HttpOutcome> {
  const url = addressOf(call);
  if (!(url instanceof URL)) return url;
  const [{ stream, limit, proxy, close }, { readAnswer }] = await Promise.all([
    startCall(call, url, route),
    import("./read-answer.ts"),
  ]);
  try {
    const maxBytes = call.maxBytes ?? DEFAULT_BYTES;
    const answer = readAnswer(stream, { url, maxBytes, proxy });
    return await Promise.race([answer, limit.reached]);
  } finally {
    close();
  }
}
