export interface LineClock {
  /** Milliseconds; only differences count. */
  monotonicMs(): number;
  /** Calls `run` once after `ms`, unless the returned function was called before. */
  after(ms: number, run: () => void): () => void;
}

/**
 * How much of what was sent is still on its way down a slow line. The kernel takes kilobytes at once
 * and says nothing, so it is reckoned from the speed: ten bits to a byte.
 */
export interface Pace {
  /** Bytes that may be sent now; 0 while too many are on their way. */
  roomBytes(): number;
  /** Until there is room again, milliseconds. */
  waitMs(): number;
  sent(bytes: number): void;
}

/** `baud`: bits a second of a line that has to be waited for; `undefined`: of one that need not be. */
export function createPace(baud: () => number | undefined, nowMs: () => number): Pace {
  let freeAtMs = 0;

  const state = () => {
    const speed = baud();
    if (speed === undefined)
      return { bytesPerMs: LIMITLESS, mostBytes: LIMITLESS, roomBytes: LIMITLESS };
    const bytesPerMs = speed / BITS_PER_BYTE / 1000;
    const mostBytes = Math.max(LEAST_BYTES, OUTSTANDING_MS * bytesPerMs);
    const outstandingBytes = Math.max(0, freeAtMs - nowMs()) * bytesPerMs;
    return { bytesPerMs, mostBytes, roomBytes: mostBytes - outstandingBytes };
  };

  return {
    roomBytes() {
      const { mostBytes, roomBytes } = state();
      return roomBytes < mostBytes * LEAST_SHARE ? 0 : Math.floor(roomBytes);
    },
    waitMs() {
      const { bytesPerMs, mostBytes, roomBytes } = state();
      return Math.max(1, (mostBytes * LEAST_SHARE - roomBytes) / bytesPerMs);
    },
    sent(bytes) {
      const { bytesPerMs } = state();
      freeAtMs = Math.max(freeAtMs, nowMs()) + bytes / bytesPerMs;
    },
  };
}

const LIMITLESS = Number.POSITIVE_INFINITY;
const BITS_PER_BYTE = 10;
/** On its way at most, so that a key is answered soon, and a busy program does not leave the line idle. */
const OUTSTANDING_MS = 40;
const LEAST_BYTES = 48;
/** Each piece has its own move and attributes: sooner a larger one than many. */
const LEAST_SHARE = 0.75;
