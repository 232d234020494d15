import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import type { HttpOutcome, HttpRequest } from "../../engine/index.ts";
import { httpFailure } from "./http-failure.ts";
import { readAnswer } from "./read-answer.ts";
import type { Route } from "./route.ts";
import { addressOf, startCall } from "./start-call.ts";

const DEFAULT_BYTES = 1024 ** 2;

/** An answer whose head is here and whose body is still to come. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Readable;
  readonly url: URL;
  /** Whoever reads the body calls it at its end, and when it is left early. */
  hangUp(): void;
}

/**
 * One GET, answered at its head: `openHead` makes of it what is read while it comes, at once, or nothing
 * where the answer is none of that kind; then all of it is the outcome.
 */
export async function openAnswer<Open extends { readonly is: "open" }>(
  request: HttpRequest,
  route: Route,
  openHead: (head: AnswerHead) => Open | undefined,
): Promise<Open | HttpOutcome> {
  const url = addressOf(request);
  if (!(url instanceof URL)) return url;
  const { stream, proxy, limit, close } = await startCall(
    { ...request, method: "GET" },
    url,
    route,
  );
  const { promise, resolve } = Promise.withResolvers<Open | HttpOutcome>();
  stream.once("error", (thrown: unknown) => resolve(httpFailure(thrown, url, proxy?.url)));
  stream.once("response", ({ statusCode: status = 0, headers }: IncomingMessage) => {
    const { maxBytes = DEFAULT_BYTES } = request;
    const open = openHead({ status, headers, body: stream, url, hangUp: close });
    resolve(open ?? readAnswer(stream, { url, maxBytes, proxy }));
  });
  const outcome = await Promise.race([promise, limit.reached]);
  if (outcome.is === "open") limit.dispose();
  else close();
  return outcome;
}
