import { type Clock, type HostView, knownValue } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import type { OwnWay } from "../proxy/index.ts";
import {
  climb,
  type Destination,
  destinationsFrom,
  destinationsOf,
  type ReachReport,
  reachSentence,
} from "../reach/index.ts";
import { redact } from "../secrets/index.ts";
import type { Answer, Command, ReachSlice } from "../session/index.ts";
import type { EdgeHost } from "../spec/index.ts";
import { observeTime } from "../time/index.ts";
import type { Board } from "./board.ts";
import { throttle } from "./throttle.ts";

export interface ReachDeskParts {
  readonly board: Board;
  readonly clock: Clock;
  /** The host as it sees the world. */
  view(): HostView;
  document(): EdgeHost;
  /** How requests of this agent leave the host now. */
  leaving(): Promise<OwnWay>;
}

/** Looks on demand, never by itself; one look at a time, seen by every console. */
export interface ReachDesk {
  look(command: Extract<Command, { do: "reach" }>, signal: AbortSignal): Promise<Answer>;
  cancel(): Answer;
}

/** A console draws no faster than this, milliseconds. */
const SHOWN_EVERY_MS = 100;

export function createReachDesk(parts: ReachDeskParts): ReachDesk {
  const { board, clock } = parts;
  let running: { readonly stop: AbortController; readonly done: Promise<unknown> } | undefined;

  async function measure(given: readonly string[], signal: AbortSignal): Promise<Answer> {
    const { destinations, wrong } = destinationsFrom(given);
    if (wrong.length > 0) throw notAnAddress(wrong);
    const show = (state: ReachSlice["state"], report: ReachReport) =>
      board.set("reach", { state, given: given.map((url) => redact(url)), report });
    const shown = throttle<ReachReport>(clock, SHOWN_EVERY_MS, (now) => show("running", now));
    try {
      const report = await lookAt(destinations, signal, shown);
      shown.flush();
      show("finished", report);
      const level = report.verdict === "fail" ? "warn" : "info";
      board.note(level, "network", `reachability: ${reachSentence(report)}`);
      return { is: "ok", note: reachSentence(report) };
    } catch (thrown) {
      shown.flush();
      const last = board.snapshot().reach;
      if (last?.state === "running") board.set("reach", { ...last, state: "cancelled" });
      throw signal.aborted ? cancelled(thrown) : thrown;
    }
  }

  /** What the document says and what was given, the way this agent's own requests go. */
  async function lookAt(
    given: readonly Destination[],
    signal: AbortSignal,
    onProgress: (report: ReachReport) => void,
  ): Promise<ReachReport> {
    const [document, host] = [parts.document(), parts.view()];
    const own = await parts.leaving();
    return climb(host, {
      destinations: unique([...destinationsOf(document), ...given]),
      proxies: own,
      ...(own.alsoTrust === undefined ? {} : { trust: own.alsoTrust }),
      timeServers: await timeServersOf(document, host, signal),
      notes: board.snapshot().engine.mode === "rehearsal" ? [REHEARSED] : [],
      signal,
      onProgress,
    });
  }

  return {
    async look({ urls = [] }, signal) {
      // A new look takes the place of the one that runs: the document may have changed.
      running?.stop.abort();
      await running?.done.catch(() => undefined);
      const stop = new AbortController();
      const done = measure(urls, AbortSignal.any([signal, stop.signal]));
      const own = { stop, done };
      running = own;
      try {
        return await done;
      } finally {
        if (running === own) running = undefined;
      }
    },
    cancel() {
      if (running === undefined) return { is: "ok", note: "nothing is being looked at" };
      running.stop.abort();
      return { is: "ok" };
    },
  };
}

function notAnAddress(wrong: readonly string[]): BringupError {
  return new BringupError("USAGE", `not an address: ${wrong.join(", ")}`, {
    hint: "Give https://host/, http://host:port/ or a host name.",
  });
}

function cancelled(cause: unknown): BringupError {
  return new BringupError("CANCELLED", "the look was cancelled", { cause });
}

const REHEARSED =
  "rehearsal: links, routes and who answers are simulated, only the practice plane is really asked";

/** Of the document, else those the host's own service asks. */
async function timeServersOf(
  { spec }: EdgeHost,
  host: HostView,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const wanted = spec.time?.ntpServers;
  if (wanted !== undefined) return wanted;
  return knownValue((await observeTime(host, signal)).servers) ?? [];
}

function unique(all: readonly Destination[]): readonly Destination[] {
  const seen = new Set<string>();
  return all.filter(({ url, id }) => !seen.has(url ?? id) && seen.add(url ?? id));
}

/** The plane of a rehearsal listens on the loopback of the real machine; all else is the sandbox's. */
export function withPracticePlane(
  sandbox: HostView,
  machine: HostView,
  { spec }: EdgeHost,
): HostView {
  const { host = "", hostname = "" } = URL.parse(spec.registration?.plane ?? "") ?? {};
  if (!/^(127\.|\[::1\]|localhost$)/.test(hostname)) return sandbox;
  const isPlane = (url: string) => URL.parse(url)?.host === host;
  const isAt = (target: { readonly host: string; readonly port: number }) =>
    `${target.host}:${target.port}` === host;
  return {
    ...sandbox,
    http: {
      ...sandbox.http,
      get: (request) => (isPlane(request.url) ? machine : sandbox).http.get(request),
    },
    connect: (target, options) => (isAt(target) ? machine : sandbox).connect(target, options),
    handshake: (request) => (isAt(request.target) ? machine : sandbox).handshake(request),
  };
}
