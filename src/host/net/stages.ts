import type { HandshakeStage, ProxyTrouble, StageTime } from "../../engine/index.ts";
import { errnoOf } from "../disk/file-error.ts";
import { PathError } from "./path-error.ts";
import type { Route } from "./route.ts";

/** The way to a server, gone stage by stage; remembers where it stands. */
export interface Way {
  readonly route: Route;
  /** Ends whatever stage it is in. */
  readonly signal: AbortSignal;
  /** For each stage. */
  readonly limitMs: number;
  /** Where it stands; `undefined` between stages and after the last. */
  stage: HandshakeStage | undefined;
  /** Those that are done. */
  readonly stages: StageTime[];
  /** The address of whoever is at the other end of the first connection. */
  peer: string;
}

export function startWay(parts: Pick<Way, "route" | "signal" | "limitMs">): Way {
  return { ...parts, stage: undefined, stages: [], peer: "" };
}

/** One stage with its own limit. @throws PathError for everything that goes wrong in it. */
export async function atStage<T>(
  stage: HandshakeStage,
  way: Way,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), way.limitMs);
  const startedMs = performance.now();
  way.stage = stage;
  try {
    const done = await work(AbortSignal.any([way.signal, limit.signal]));
    way.stages.push({ stage, tookMs: Math.round(performance.now() - startedMs) });
    way.stage = undefined;
    return done;
  } catch (cause) {
    if (cause instanceof PathError) throw cause;
    if (way.signal.aborted) throw new PathError({ stage, code: "CANCELLED" }, { cause });
    throw stageError(stage, limit.signal.aborted ? "ETIMEDOUT" : codeOf(cause), cause);
  } finally {
    clearTimeout(timer);
  }
}

function stageError(stage: HandshakeStage, code: string, cause: unknown): PathError {
  const proxy = stallOf(stage, code);
  return new PathError({ stage, code, ...(proxy === undefined ? {} : { proxy }) }, { cause });
}

/** What it means at a proxy; the same words serve a stage that another limit ended. */
export function stallOf(stage: HandshakeStage, code: string): ProxyTrouble | undefined {
  if (stage === "proxy-tcp") return { stage, code: "PROXY_UNREACHABLE" };
  if (stage === "proxy-tls") return { stage, code: proxyTlsCode(code) };
  if (stage !== "proxy-connect") return undefined;
  return { stage, code: code === "ETIMEDOUT" ? "PROXY_TIMED_OUT" : "PROXY_NOT_A_PROXY" };
}

/** A proxy that speaks plain HTTP answers a TLS greeting with text, closes, or waits for a line end. */
function proxyTlsCode(code: string): ProxyTrouble["code"] {
  if (code === "ETIMEDOUT") return "PROXY_TIMED_OUT";
  const isOtherTongue = /WRONG_VERSION|PACKET_LENGTH|UNKNOWN_PROTOCOL|HTTPS?_|^ECONNRESET$|^EPIPE$/;
  return isOtherTongue.test(code) ? "PROXY_SCHEME_WRONG" : "PROXY_TLS_UNTRUSTED";
}

/** Several addresses fail together as one AggregateError; the first of them speaks for all. */
function codeOf(cause: unknown): string {
  const [first] = cause instanceof AggregateError ? cause.errors : [];
  return errnoOf(cause) ?? errnoOf(first) ?? "FAILED";
}
