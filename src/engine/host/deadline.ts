/** Whichever comes first ends the call. */
export interface Deadline {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}
