import type { Actor, Audit, Clock } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import type { PracticeSite } from "../rehearsal/index.ts";
import type { Answer, Command } from "../session/index.ts";
import type { Board } from "./board.ts";

export interface PracticeDeskParts {
  readonly board: Board;
  readonly clock: Clock;
  readonly audit: Audit;
  /** Absent: this is no rehearsal. */
  readonly site?: PracticeSite;
}

type PractiseCommand = Extract<Command, { do: "practise" }>;

/** Does something to a member of the practice site; on a real host there is none, and nothing happens. */
export async function practise(
  { what, member }: PractiseCommand,
  actor: Actor,
  { board, clock, audit, site }: PracticeDeskParts,
): Promise<Answer> {
  if (site === undefined)
    throw new BringupError("PRACTICE_REFUSED", "this is no rehearsal: its members are real", {
      hint: "To practise: bringup --rehearse.",
    });
  const outcome = await site.practise(what, member);
  if (outcome.is === "refused") throw refusal(outcome.why, site);
  const note = `simulated: ${outcome.note}`;
  audit.append({ atMs: clock.nowMs(), actor, action: "practised", subject: note });
  board.note("info", "practice", `${note}, asked by ${actor.user} on ${actor.from}`);
  return { is: "ok", note };
}

function refusal(why: string, { members }: PracticeSite): BringupError {
  return new BringupError("PRACTICE_REFUSED", why, {
    hint: `Members of the practice site: ${members.join(", ")}.`,
  });
}
