import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { isIPv6 } from "node:net";
import type { Deadline, Endpoint, TimeOutcome } from "../../engine/index.ts";
import { errnoOf } from "../disk/file-error.ts";
import { parseTimeAnswer, timeQuestion } from "./time-packet.ts";

const DEFAULT_TIMEOUT_MS = 3_000;

/** One question, one answer; whoever else answers is not listened to. */
export async function askTimeServer(
  { host, port }: Endpoint,
  { signal, timeoutMs = DEFAULT_TIMEOUT_MS }: Deadline,
): Promise<TimeOutcome> {
  if (signal?.aborted) return silent("cancelled");
  const socket = createSocket(isIPv6(host) ? "udp6" : "udp4");
  const { promise, resolve } = Promise.withResolvers<TimeOutcome>();
  const timer = setTimeout(
    () => resolve(silent(`no answer within ${timeoutMs / 1000} s`)),
    timeoutMs,
  );
  const onAbort = () => resolve(silent("cancelled"));
  signal?.addEventListener("abort", onAbort, { once: true });
  // Random in place of the time: it tells nobody how this clock stands, and proves the answer ours.
  const cookie = randomBytes(8);
  let [sentMs, sentAt] = [0, 0];
  socket.on("error", (thrown) => resolve(silent(wordsOf(errnoOf(thrown)))));
  socket.on("message", (bytes) => {
    const roundTripMs = performance.now() - sentAt;
    const outcome = parseTimeAnswer(bytes, { cookie, sentMs, roundTripMs });
    if (outcome !== undefined) resolve(outcome);
  });
  // Connected: only then does the system tell that nothing listens there.
  socket.connect(port, host, () => {
    [sentMs, sentAt] = [Date.now(), performance.now()];
    socket.send(timeQuestion(cookie), (error) => {
      if (error) resolve(silent(wordsOf(errnoOf(error))));
    });
  });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
    socket.close();
  }
}

const silent = (why: string): TimeOutcome => ({ is: "silent", why });

function wordsOf(errno: string | undefined): string {
  if (errno === "ECONNREFUSED") return "nothing listens there";
  if (errno === "ENETUNREACH" || errno === "EHOSTUNREACH") return "no route to the host";
  return errno ?? "the question could not be sent";
}
