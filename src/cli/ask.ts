import { BringupError, type ErrorView } from "../errors/index.ts";
import type { Answer, Command, EngineClient } from "../session/index.ts";
import type { Call } from "./command.ts";
import type { OpenEngine } from "./world.ts";

/** Opens the engine of the chosen host for as long as `use` needs it. */
export function withEngine<T>(call: Call, use: (engine: OpenEngine) => Promise<T>): Promise<T> {
  return withEngineTo("act", call, use);
}

/** The same for a command that changes nothing. */
export function withEngineToLook<T>(
  call: Call,
  use: (engine: OpenEngine) => Promise<T>,
): Promise<T> {
  return withEngineTo("look", call, use);
}

async function withEngineTo<T>(
  purpose: "look" | "act",
  { world, choice }: Call,
  use: (engine: OpenEngine) => Promise<T>,
): Promise<T> {
  world.signal.throwIfAborted();
  const engine = await world.openEngine(choice, purpose);
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}

/** Sends one command; a refusal becomes the error that decides message and exit code. */
export async function ask(
  client: EngineClient,
  command: Command,
  signal: AbortSignal,
): Promise<Exclude<Answer, { is: "refused" }>> {
  const answer = await client.send(command, { signal });
  if (answer.is === "refused") throw errorOf(answer.error);
  return answer;
}

/** An error that came as data, thrown again on this side. */
export function errorOf({ code, message, hint }: ErrorView): BringupError {
  return new BringupError(code, message, { hint });
}

/** The answer had another shape than this command promises: console and agent disagree. */
export function unexpected(answer: Answer): BringupError {
  return new BringupError("PROTOCOL_MISMATCH", `the engine answered "${answer.is}"`);
}
