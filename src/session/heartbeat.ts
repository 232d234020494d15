import { SILENT_HEARTBEATS } from "./wire.ts";

export interface HeartbeatOptions {
  readonly everyMs: number;
  /** Sends our own sign of life. */
  beat(): void;
  /** The other side gave none for three intervals. */
  onSilence(): void;
}

export interface Heartbeat {
  /** Anything came from the other side. */
  heard(): void;
  stop(): void;
}

/**
 * Notices a peer that is dead or frozen. Counts intervals instead of reading a clock: when this
 * process itself was stopped for a while, that is one interval, and nobody is blamed for it.
 */
export function watchHeartbeat({ everyMs, beat, onSilence }: HeartbeatOptions): Heartbeat {
  let silent = 0;
  const timer = setInterval(() => {
    silent += 1;
    if (silent >= SILENT_HEARTBEATS) return onSilence();
    beat();
  }, everyMs);
  timer.unref();
  return {
    heard() {
      silent = 0;
    },
    stop() {
      clearInterval(timer);
    },
  };
}
