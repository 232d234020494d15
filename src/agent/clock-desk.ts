import type { Actor, Audit, Clock, HostIO } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import type { Answer, Command } from "../session/index.ts";
import { momentText, observeTime, setClock } from "../time/index.ts";
import type { Board } from "./board.ts";

export interface ClockDeskParts {
  readonly board: Board;
  readonly host: HostIO;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly signal: AbortSignal;
}

type ClockCommand = Extract<Command, { do: "set-clock" }>;

/** Sets the clock by hand, on a site without time servers; never against a server that is heard. */
export async function setClockByHand(
  { atMs }: ClockCommand,
  actor: Actor,
  parts: ClockDeskParts,
): Promise<Answer> {
  const { board, host, clock, audit, signal } = parts;
  const { synchronised, zone } = await observeTime(host, signal);
  if (synchronised.is === "known" && synchronised.value)
    throw new BringupError("CLOCK_SYNCHRONISED", "a time server keeps this clock right");
  const place = zone.is === "known" ? zone.value : "UTC";
  const before = momentText(clock.nowMs(), place);
  const hardware = await setClock(host, atMs, signal);
  const subject = `the clock was set to ${momentText(atMs, place)} ${place}`;
  const detail = `it said ${before}`;
  audit.append({ atMs: clock.nowMs(), actor, action: "clock-set", subject, detail });
  board.note("warn", "agent", `${subject} by ${actor.user} on ${actor.from}; ${detail}`);
  const lost =
    hardware.is === "set"
      ? ""
      : `; the hardware clock was not set (${hardware.why}): the time is lost with the power`;
  const simulated = board.snapshot().engine.mode === "rehearsal" ? "simulated: " : "";
  return { is: "ok", note: `${simulated}${subject}${lost}` };
}
