import { randomBytes, timingSafeEqual } from "node:crypto";
import type { Clock } from "../../engine/index.ts";
import { digestOf } from "./secret-text.ts";

/** An operator in a browser. In memory only: after a restart of the plane everybody signs in again. */
export interface Session {
  readonly operator: string;
  /** Every form carries it; only pages of this session know it. */
  readonly csrf: string;
  readonly startedMs: number;
}

export interface Sessions {
  /** The answer is what the cookie holds. */
  start(operator: string): { readonly secret: string; readonly session: Session };
  find(secret: string): Session | undefined;
  end(secret: string): void;
}

const IDLE_MS = 30 * 60_000;
const LONGEST_MS = 12 * 3_600_000;
const MOST = 1000;

export function createSessions(clock: Clock): Sessions {
  const open = new Map<string, { readonly session: Session; seenMs: number; startMs: number }>();
  return {
    start(operator) {
      const secret = randomBytes(32).toString("base64url");
      const csrf = randomBytes(32).toString("base64url");
      const session = { operator, csrf, startedMs: clock.nowMs() };
      const startMs = clock.monotonicMs();
      open.set(digestOf(secret), { session, seenMs: startMs, startMs });
      for (const oldest of open.keys()) if (open.size > MOST) open.delete(oldest);
      return { secret, session };
    },
    find(secret) {
      const digest = digestOf(secret);
      const found = open.get(digest);
      if (found === undefined) return undefined;
      const nowMs = clock.monotonicMs();
      if (nowMs - found.seenMs > IDLE_MS || nowMs - found.startMs > LONGEST_MS) {
        open.delete(digest);
        return undefined;
      }
      found.seenMs = nowMs;
      return found.session;
    },
    end: (secret) => void open.delete(digestOf(secret)),
  };
}

/** Compared in a time that says nothing about where they differ. */
export function isSameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
