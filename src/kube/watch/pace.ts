/** Pure. Hundreds of hosts watch one server: chance keeps them from coming all at once. */

const SHORTEST_WAIT_MS = 250;
const BASE_MS = 500;
const LONGEST_MS = 15_000;
/** A server may ask for more patience than we have on our own, but not for an hour. */
const LONGEST_ASKED_MS = 60_000;

export interface Pause {
  /** Turns in a row that brought nothing. */
  readonly failures: number;
  /** What the server asked for. */
  readonly askedMs: number;
  /** 0 to 1. */
  readonly random: number;
}

/** Exponential with jitter, 0.25 s to 15 s; never sooner than the server asked. */
export function waitAfter({ failures, askedMs, random }: Pause): number {
  const ownMs = failures === 0 ? SHORTEST_WAIT_MS : BASE_MS * 2 ** Math.min(failures - 1, 10);
  const waitMs = Math.min(ownMs, LONGEST_MS) * (0.5 + random / 2);
  return Math.round(Math.max(waitMs, Math.min(askedMs, LONGEST_ASKED_MS)));
}

/** How long one watch shall last: short enough that a dead server is missed within a minute. */
export function forSeconds(random: number): number {
  return 30 + Math.floor(random * 10);
}
