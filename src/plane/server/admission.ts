/** How much a plane takes on; everything else is asked to come back, each caller at its own time. */
export interface AdmissionRules {
  /** Requests a second for long. */
  readonly perSecond: number;
  /** Requests at once after a quiet time; one second's worth unless told. */
  readonly burst?: number;
}

/** What is remembered from one request to the next. */
export interface AdmissionState {
  /** Requests that may come in now. */
  readonly left: number;
  readonly atMs: number;
  /** Up to when callers have been asked to come back. */
  readonly bookedMs: number;
}

export type Admission =
  | { readonly is: "admitted" }
  | { readonly is: "later"; readonly retryAfterSec: number };

/** The contract lets a host wait an hour at most. */
const MAX_WAIT_MS = 3_600_000;

export function quietAdmission(rules: AdmissionRules, nowMs: number): AdmissionState {
  return { left: burstOf(rules), atMs: nowMs, bookedMs: nowMs };
}

/**
 * Pure. Who is refused gets the next free slot at `perSecond` slots a second, so that 20 000 hosts
 * which come at once are spread over 20 000 / perSecond seconds and not sent away to one same moment.
 */
export function judgeAdmission(
  state: AdmissionState,
  rules: AdmissionRules,
  nowMs: number,
): readonly [AdmissionState, Admission] {
  const earned = (Math.max(0, nowMs - state.atMs) / 1000) * rules.perSecond;
  const left = Math.min(burstOf(rules), state.left + earned);
  if (left >= 1) return [{ ...state, left: left - 1, atMs: nowMs }, { is: "admitted" }];
  const slotMs = Math.max(nowMs, state.bookedMs) + 1000 / rules.perSecond;
  const bookedMs = Math.min(slotMs, nowMs + MAX_WAIT_MS);
  const retryAfterSec = Math.max(1, Math.ceil((bookedMs - nowMs) / 1000));
  return [
    { left, atMs: nowMs, bookedMs },
    { is: "later", retryAfterSec },
  ];
}

/** The same with its memory and a clock, in monotonic time. */
export function createAdmission(
  rules: AdmissionRules,
  clock: { monotonicMs(): number },
): () => Admission {
  let state = quietAdmission(rules, clock.monotonicMs());
  return () => {
    const [next, verdict] = judgeAdmission(state, rules, clock.monotonicMs());
    state = next;
    return verdict;
  };
}

function burstOf({ perSecond, burst }: AdmissionRules): number {
  return Math.max(1, burst ?? perSecond);
}
