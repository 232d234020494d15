import type { IncomingMessage } from "node:http";
import type { FollowOutcome, FollowRequest } from "../../engine/index.ts";
import { httpFailure } from "./http-failure.ts";
import { readAnswer } from "./read-answer.ts";
import { readLines } from "./read-lines.ts";
import type { Route } from "./route.ts";
import { addressOf, startCall } from "./start-call.ts";

const DEFAULT_BYTES = 1024 ** 2;
const DEFAULT_IDLE_MS = 60_000;

/** One attempt; the connection lives until it ends, fails, is aborted or closed. */
export async function followHttp(request: FollowRequest, route: Route): Promise<FollowOutcome> {
  const url = addressOf(request);
  if (!(url instanceof URL)) return url;
  const call = await startCall({ ...request, method: "GET" }, url, route);
  const outcome = await Promise.race([headOf(call, url, request), call.limit.reached]);
  if (outcome.is === "open") call.limit.dispose();
  else call.close();
  return outcome;
}

type Call = Awaited<ReturnType<typeof startCall>>;

function headOf(
  { stream, proxy, close }: Call,
  url: URL,
  { signal, ...given }: FollowRequest,
): Promise<FollowOutcome> {
  const { promise, resolve } = Promise.withResolvers<FollowOutcome>();
  stream.once("error", (thrown: unknown) => resolve(httpFailure(thrown, url, proxy?.url)));
  stream.once("response", ({ statusCode = 0 }: IncomingMessage) => {
    if (statusCode < 200 || statusCode > 299) {
      const { maxBytes = DEFAULT_BYTES } = given;
      return resolve(readAnswer(stream, { url, maxBytes, proxy }));
    }
    const { idleMs = DEFAULT_IDLE_MS, maxLineBytes = DEFAULT_BYTES } = given;
    resolve({
      is: "open",
      lines: readLines(stream, { url, idleMs, maxLineBytes, signal, hangUp: close }),
    });
  });
  return promise;
}
