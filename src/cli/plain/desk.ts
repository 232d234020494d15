import type { Clock } from "../../engine/index.ts";
import type { Answer, Command, EngineClient, Session, Snapshot } from "../../session/index.ts";
import type { Call } from "../command.ts";
import type { OpenEngine } from "../world.ts";
import { confirm } from "./choose.ts";
import { isInterrupted } from "./leaving.ts";
import type { Talk } from "./talk.ts";

/** What every place of the walk works with. */
export interface Desk {
  readonly talk: Talk;
  readonly call: Call;
  readonly client: EngineClient;
  readonly where: OpenEngine["where"];
  /** Drafts and typed secrets; the same ones as on the screens. */
  readonly session: Session;
  readonly clock: Clock;
}

export const seen = ({ client }: Desk): Snapshot => client.snapshot();

export function draftsOf({ session }: Desk, form: string): Readonly<Record<string, string>> {
  return session.store.getState().drafts[form] ?? {};
}

/** Asks the engine; a refusal is said in words, and control can be taken where another has it. */
export async function act(desk: Desk, command: Command): Promise<Answer> {
  const answer = await send(desk, command);
  if (answer.is !== "refused") return answer;
  const { code, message, hint } = answer.error;
  desk.talk.say(`Refused: ${message} (${code}). ${hint}`);
  if (code !== "LEASE_HELD") return answer;
  const mayTake = await confirm(desk.talk, {
    to: "take control from there",
    help: ["Another console has control of this host. Taking it is recorded, and told there."],
  });
  if (!mayTake) return answer;
  const taken = await send(desk, { do: "take-lease" });
  return taken.is === "refused" ? taken : send(desk, command);
}

async function send({ talk, session }: Desk, command: Command): Promise<Answer> {
  try {
    return await talk.interruptible((signal) => session.send(command, { signal }));
  } catch (thrown) {
    // It may have arrived before the person changed their mind.
    if (isInterrupted(thrown)) talk.say("What was asked for may still happen: see Activity.");
    throw thrown;
  }
}
