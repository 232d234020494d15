import type { Desk } from "./desk.ts";

/** A wait says so at most this often while nothing changes. */
const BEAT_MS = 30_000;

export interface Heartbeat {
  /** Something was said: the next beat is a whole interval away. */
  reset(): void;
  stop(): void;
}

/** Says `words` whenever nothing else was said for 30 s; no words, no line. */
export function startHeartbeat(
  { clock, talk }: Pick<Desk, "clock" | "talk">,
  words: () => string | undefined,
): Heartbeat {
  let cancel = () => {};
  const reset = () => {
    cancel();
    cancel = clock.after(BEAT_MS, () => {
      const text = words();
      if (text !== undefined) talk.say(text);
      reset();
    });
  };
  reset();
  return { reset, stop: () => cancel() };
}
