import type { Actor, Audit, Clock, HostIO } from "../engine/index.ts";
import { errorView } from "../errors/index.ts";
import type { Answer, Command, SupportSlice } from "../session/index.ts";
import {
  countsOf,
  type Delivered,
  type Destination,
  deliverBundle,
  destinationOf,
} from "../support/index.ts";
import type { Board } from "./board.ts";
import type { SupportHere } from "./support-here.ts";
import { throttle } from "./throttle.ts";

export interface SupportDeskParts {
  readonly board: Board;
  readonly clock: Clock;
  readonly audit: Audit;
  /** The machine that is brought up: its sticks. */
  readonly host: HostIO;
  /** The way requests of this agent leave it. */
  readonly http: HostIO["http"];
  here(): Promise<SupportHere>;
}

/** Makes bundles on demand; one at a time, seen by every console, whoever asked and left. */
export interface SupportDesk {
  /** Answers at once: the slice tells how it goes. Ends with the agent. */
  make(
    command: Extract<Command, { do: "make-bundle" }>,
    actor: Actor,
    stopping: AbortSignal,
  ): Answer;
  cancel(): Answer;
}

/** A console draws no faster than this, milliseconds. */
const SHOWN_EVERY_MS = 250;

export function createSupportDesk(parts: SupportDeskParts): SupportDesk {
  const { board, clock } = parts;
  let running: AbortController | undefined;

  async function make(to: Destination, actor: Actor, signal: AbortSignal): Promise<void> {
    const started: SupportSlice = {
      ...{ state: "running", startedMs: clock.nowMs(), to: placeWord(to) },
      ...{ done: 0, total: 0, current: [] },
    };
    board.set("support", started);
    const shown = throttle<SupportSlice>(clock, SHOWN_EVERY_MS, (now) => board.set("support", now));
    try {
      const { machine: _, ...here } = await parts.here();
      const delivered = await deliverBundle({
        save: {
          ...{ ...here, clock, signal },
          onProgress: ({ done, total, current }) => shown({ ...started, done, total, current }),
        },
        ...{ to, host: parts.host, http: async () => parts.http },
        onCopy: (done, total) => shown({ ...started, state: "copying", done, total, current: [] }),
      });
      shown.flush();
      board.set("support", { ...started, state: "finished", made: madeOf(delivered) });
      tell(delivered, actor);
    } catch (thrown) {
      shown.flush();
      const error = errorView(thrown);
      const state = error.code === "CANCELLED" || signal.aborted ? "cancelled" : "failed";
      board.set("support", { ...started, state, ...(state === "failed" ? { error } : {}) });
      board.note(
        state === "failed" ? "error" : "info",
        "support",
        `no support bundle: ${error.message}`,
      );
    }
  }

  function tell({ path, onStick, sentTo }: Delivered, actor: Actor): void {
    const where = onStick === undefined ? (sentTo ?? path) : `${path} and ${onStick.on}`;
    const entry = { action: "bundle-made", subject: where, detail: "secrets masked" };
    parts.audit.append({ atMs: clock.nowMs(), actor, ...entry });
    board.note("info", "support", `support bundle made: ${where}`);
  }

  return {
    make({ to }, actor, stopping) {
      if (running !== undefined) return { is: "ok", note: "a bundle is being made" };
      const stop = new AbortController();
      running = stop;
      const signal = AbortSignal.any([stop.signal, stopping]);
      void make(destinationOf(to), actor, signal).finally(() => {
        running = undefined;
      });
      return { is: "ok", note: "the support bundle is being made" };
    },
    cancel() {
      running?.abort();
      return { is: "ok" };
    },
  };
}

function placeWord(to: Destination): string {
  if (to.is === "folder") return to.folder;
  return { usual: "this host", usb: "a USB stick", url: "an address" }[to.is];
}

function madeOf({ path, report, onStick, sentTo }: Delivered): NonNullable<SupportSlice["made"]> {
  const { bytes, tookMs, notes, entries } = report;
  return {
    ...{ path, bytes, tookMs, notes, counts: countsOf(entries) },
    ...(onStick === undefined ? {} : { on: onStick.on }),
    ...(sentTo === undefined ? {} : { sentTo }),
  };
}
