import type { Profile } from "../profile.ts";
import { blankScreen, type Screen } from "../screen.ts";
import { capabilitiesOf } from "./capabilities.ts";
import { difference } from "./difference.ts";
import { createPace, type LineClock } from "./pace.ts";
import { createRound } from "./round.ts";
import { type Shown, withUnknownRows } from "./sheet.ts";
import { createWaiting } from "./waiting.ts";

/**
 * Keeps the picture that is wanted and the one that is shown, and sends what is between them: on a
 * fast device at once, on a slow line in pieces, what matters first. The newest picture wins.
 */
export interface Presenter {
  show(wanted: Screen): void;
  /** A person is there: what others may have written on the same device is put right soon. */
  touched(): void;
  /** The device takes bytes again. */
  drained(): void;
  /** The device may show anything: it is cleared. `then` follows at once, and leaves it as it was. */
  startOver(then: string): void;
  /** Sends nothing until `resume`. */
  pause(): void;
  resume(): void;
}

export interface PresentedDevice extends Pick<Profile, "columns" | "rows" | "kind" | "glyphs"> {
  readonly term: string;
  /** Bits a second of a line that has to be waited for, where known. */
  readonly baud?: number;
}

export interface PresenterOptions {
  /** As it is known by now. */
  device(): PresentedDevice;
  /** `false`: these bytes still wait; `drained` follows when they are gone. */
  write(bytes: string): boolean;
  readonly clock: LineClock;
}

/** Of a line that does not say how fast it is: the slowest anybody still uses. */
const ASSUMED_BAUD = 9600;
/** A device that took nothing for so long may have lost what it took before. */
const HELD_MS = 2000;

export function createPresenter({ device, write, clock }: PresenterOptions): Presenter {
  const pace = createPace(() => baudOf(device()), clock.monotonicMs);
  const waiting = createWaiting(clock.monotonicMs);
  let wanted: Screen | undefined;
  let shown: Shown | undefined;
  /** The picture that `shown` is, all of it: nothing to look for. */
  let settled: Screen | undefined;
  let opening = "";
  let isContinuation = false;
  let isPaused = false;
  let blockedSinceMs: number | undefined;
  let cancelSending = () => {};
  const round = createRound(clock, () => send());

  function send(): void {
    cancelSending();
    while (wanted !== undefined && !isPaused && blockedSinceMs === undefined) {
      if (wanted === settled && !spoilNext()) return;
      const budgetBytes = pace.roomBytes();
      if (budgetBytes === 0) {
        cancelSending = clock.after(pace.waitMs(), send);
        return;
      }
      sendPiece(wanted, budgetBytes);
    }
  }

  function sendPiece(picture: Screen, budgetBytes: number): void {
    const capabilities = capabilitiesOf(device());
    const cleared = shown === undefined ? clear() : "";
    const made = difference(shown, picture, capabilities, {
      budgetBytes: budgetBytes - cleared.length,
      isContinuation,
      ...waiting.overdue(),
    });
    shown = made.shown;
    isContinuation = !made.isWhole;
    waiting.left(made.leftRows);
    settled = made.isWhole ? picture : undefined;
    out(cleared + made.bytes);
  }

  function clear(): string {
    const { columns, rows } = device();
    const made = difference(undefined, blankScreen(columns, rows), capabilitiesOf(device()));
    shown = { ...made.shown, at: undefined };
    const then = opening;
    opening = "";
    return made.bytes + then;
  }

  function out(bytes: string): void {
    if (bytes === "") return;
    pace.sent(Buffer.byteLength(bytes));
    if (!write(bytes)) blockedSinceMs = clock.monotonicMs();
  }

  /** Takes the next line that others may have spoilt for unknown; `false`: there is none. */
  function spoilNext(): boolean {
    if (shown === undefined) return false;
    const rows = round.next(shown.rows, baudOf(device()) === undefined ? shown.rows : 1);
    if (rows === undefined) return false;
    shown = withUnknownRows(shown, rows.from, rows.to);
    settled = undefined;
    return true;
  }

  function forgetShown(): void {
    shown = undefined;
    settled = undefined;
  }

  return {
    show(picture) {
      wanted = picture;
      send();
    },
    touched() {
      if (capabilitiesOf(device()).isShared) round.putOff();
    },
    drained() {
      if (blockedSinceMs === undefined) return;
      if (clock.monotonicMs() - blockedSinceMs >= HELD_MS) forgetShown();
      blockedSinceMs = undefined;
      send();
    },
    startOver(then) {
      forgetShown();
      opening = then;
      round.done();
    },
    pause() {
      isPaused = true;
      cancelSending();
      round.done();
    },
    resume() {
      isPaused = false;
      send();
    },
  };
}

function baudOf({ baud, kind }: PresentedDevice): number | undefined {
  return baud ?? (kind === "serial" ? ASSUMED_BAUD : undefined);
}
