import type { FollowOutcome, FollowRequest } from "../../engine/index.ts";
import { openAnswer } from "./open-answer.ts";
import { readLines } from "./read-lines.ts";
import type { Route } from "./route.ts";

const DEFAULT_LINE_BYTES = 1024 ** 2;
const DEFAULT_IDLE_MS = 60_000;

/** One attempt; the connection lives until it ends, fails, is aborted or closed. */
export function followHttp(request: FollowRequest, route: Route): Promise<FollowOutcome> {
  const { signal, idleMs = DEFAULT_IDLE_MS, maxLineBytes = DEFAULT_LINE_BYTES } = request;
  return openAnswer(request, route, ({ status, body, url, hangUp }) =>
    status < 200 || status > 299
      ? undefined
      : { is: "open", lines: readLines(body, { url, idleMs, maxLineBytes, signal, hangUp }) },
  );
}
