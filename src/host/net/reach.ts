import { lookup } from "node:dns/promises";
import { connect as connectTcp } from "node:net";
import {
  ABSENT,
  type ConnectOutcome,
  type Deadline,
  type Endpoint,
  type Fact,
  known,
  unknown,
} from "../../engine/index.ts";
import { errnoOf } from "../disk/file-error.ts";
import type { Route } from "./route.ts";

const DEFAULT_TIMEOUT_MS = 5_000;

/** As programs on this machine resolve it: /etc/hosts, then name servers (getaddrinfo). */
export async function resolveName(
  name: string,
  options: Deadline,
): Promise<Fact<readonly string[]>> {
  if (options.signal?.aborted) return unknown(`${name}: cancelled`);
  const limit = deadline(options.signal, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  try {
    return await Promise.race([
      lookUp(name),
      limit.reached.then((why) => unknown(`${name}: ${why}`)),
    ]);
  } finally {
    limit.dispose();
  }
}

async function lookUp(name: string): Promise<Fact<readonly string[]>> {
  try {
    const found = await lookup(name, { all: true });
    return known([...new Set(found.map(({ address }) => address))]);
  } catch (thrown) {
    if (errnoOf(thrown) === "ENOTFOUND") return ABSENT;
    return unknown(`${name}: no name server answers (${errnoOf(thrown) ?? "unknown error"})`);
  }
}

export async function connectOnce(
  target: Endpoint,
  options: Deadline,
  route: Route,
): Promise<ConnectOutcome> {
  if (options.signal?.aborted) return { is: "failed", why: "cancelled" };
  const real = route(target);
  if (real === undefined) return { is: "refused" };
  const limit = deadline(options.signal, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const startedMs = performance.now();
  const socket = connectTcp({ host: real.host, port: real.port });
  const connected = new Promise<ConnectOutcome>((resolve) => {
    socket.once("connect", () =>
      resolve({ is: "connected", tookMs: Math.round(performance.now() - startedMs) }),
    );
    socket.on("error", (thrown) => resolve(failureOf(thrown)));
  });
  try {
    const late = limit.reached.then((why): ConnectOutcome => ({ is: "failed", why }));
    return await Promise.race([connected, late]);
  } finally {
    limit.dispose();
    socket.destroy();
  }
}

/** Several addresses fail together as one AggregateError: refused only when every one was. */
function failureOf(thrown: Error): ConnectOutcome {
  const parts = thrown instanceof AggregateError ? thrown.errors : [thrown];
  const errnos = parts.map((part) => errnoOf(part) ?? "unknown error");
  if (errnos.every((errno) => errno === "ECONNREFUSED")) return { is: "refused" };
  return { is: "failed", why: [...new Set(errnos)].join(", ") };
}

function deadline(signal: AbortSignal | undefined, timeoutMs: number) {
  const { promise: reached, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(resolve, timeoutMs, `no answer within ${timeoutMs / 1000} s`);
  const onAbort = () => resolve("cancelled");
  if (signal?.aborted) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });
  return {
    reached,
    dispose() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    },
  };
}
