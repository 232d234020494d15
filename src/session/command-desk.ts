import { type Clock, digestOf, systemClock } from "../engine/index.ts";
import { BringupError, errorView } from "../errors/index.ts";
import type { Answer, Command } from "./commands.ts";
import type { CommandContext, EngineHub } from "./hub.ts";

/** How long an answer is remembered, in milliseconds: longer than any reconnect is tried. */
export const ANSWER_MEMORY_MS = 10 * 60_000;

interface Remembered {
  readonly command: string;
  readonly answer: Promise<Answer>;
  readonly sinceMs: number;
}

/** Takes commands for a hub so that a repeat under the same key gets the same answer and no effect. */
export interface CommandDesk {
  handle(command: Command, key: string, context: CommandContext): Promise<Answer>;
}

export function createCommandDesk(hub: EngineHub, clock: Clock = systemClock): CommandDesk {
  const memory = new Map<string, Remembered>();

  function forgetOld(): void {
    const limit = clock.monotonicMs() - ANSWER_MEMORY_MS;
    for (const [key, { sinceMs }] of memory) {
      if (sinceMs > limit) return; // Oldest first: the rest is younger.
      memory.delete(key);
    }
  }

  return {
    handle(command, key, context) {
      // Asked every second, and the answers are large: a repeat may as well be read again.
      if (command.do === "read-log") return answerOf(hub, command, context);
      forgetOld();
      const text = fingerprint(command);
      const before = memory.get(key);
      if (before !== undefined) {
        return before.command === text ? before.answer : Promise.resolve(OTHER_COMMAND);
      }
      const answer = answerOf(hub, command, context);
      memory.set(key, { command: text, answer, sinceMs: clock.monotonicMs() });
      return answer;
    },
  };
}

const OTHER_COMMAND: Answer = {
  is: "refused",
  error: errorView(
    new BringupError("USAGE", "this idempotency key was already used for another command"),
  ),
};

/** Never the text itself: it may hold secrets, and this is kept for minutes. */
function fingerprint(command: Command): string {
  return digestOf(command);
}

async function answerOf(
  hub: EngineHub,
  command: Command,
  context: CommandContext,
): Promise<Answer> {
  try {
    return await hub.handle(command, context);
  } catch (thrown) {
    return { is: "refused", error: errorView(thrown) };
  }
}
