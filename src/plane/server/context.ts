import type { Clock } from "../../engine/index.ts";
import { type Changes, createChanges } from "./changes.ts";
import type { PlaneEvent } from "./events.ts";
import type { PlaneMemory } from "./memory.ts";
import { createTryLimit, type TryLimit } from "./rate.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { createTurns, type Turns } from "./turns.ts";

/** What deciding needs, with or without a server around it. */
export interface Desk {
  readonly clock: Clock;
  readonly memory: PlaneMemory;
  readonly changes: Pick<Changes, "changed">;
  emit(event: PlaneEvent): void;
}

/** What every route works on. */
export interface PlaneContext extends Desk {
  readonly changes: Changes;
  /** By digest of the access token. In memory only: after a restart hosts ask for new ones. */
  readonly access: Map<string, AccessGrant>;
  /** When each enrolment was last polled, monotonic; not worth keeping over a restart. */
  readonly lastPolls: Map<string, number>;
  readonly sessions: Sessions;
  /** `nobody`: a practice plane on loopback, where whoever reaches it decides. */
  readonly signIn: "operators" | "nobody";
  /** Requests for a person's decision, by address. */
  readonly newcomers: TryLimit;
  /** Wrong codes by address. */
  readonly guesses: TryLimit;
  /** Wrong passwords and links, by address and by name. */
  readonly signInGuesses: TryLimit;
  /** Deriving a key from a password takes memory and time: two at once, whoever asks. */
  readonly passwordTurns: Turns;
  readonly codeLifeMs: number;
  readonly intervalSec: number;
  readonly heartbeatSec: number;
  readonly accessLifeSec: number;
  /** PEM of the plane's own authority, where it has one. */
  readonly authority: string | undefined;
  /** As callers reach it; known once it listens. */
  publicUrl(): string;
  /** Origins under which callers know this plane. */
  origins(): readonly string[];
}

export interface AccessGrant {
  readonly hostUid: string;
  readonly keyId: string;
  readonly untilMs: number;
}

export type ContextOptions = Pick<
  PlaneContext,
  | "clock"
  | "memory"
  | "signIn"
  | "codeLifeMs"
  | "heartbeatSec"
  | "authority"
  | "publicUrl"
  | "origins"
  | "emit"
>;

/** From one address within the life of a code: a rack room behind one router. */
const NEWCOMERS = 200;
const SIGN_IN_WINDOW_MS = 15 * 60_000;

export function createContext(options: ContextOptions): PlaneContext {
  const { clock, codeLifeMs } = options;
  return {
    ...options,
    access: new Map(),
    lastPolls: new Map(),
    sessions: createSessions(clock),
    changes: createChanges(clock),
    newcomers: createTryLimit(clock, { limit: NEWCOMERS, windowMs: codeLifeMs }),
    guesses: createTryLimit(clock, { limit: 5, windowMs: codeLifeMs }),
    signInGuesses: createTryLimit(clock, { limit: 5, windowMs: SIGN_IN_WINDOW_MS }),
    passwordTurns: createTurns(2, 20),
    intervalSec: 5,
    accessLifeSec: 3600,
  };
}
