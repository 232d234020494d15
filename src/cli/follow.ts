import { BringupError } from "../errors/index.ts";
import type { EngineClient, EngineEvent } from "../session/index.ts";
import type { Output } from "./output.ts";

/** Why following ended without the thing being over. */
export type Interruption = "signal" | "reader-gone";

export interface Follow<T> {
  readonly client: EngineClient;
  readonly signal: AbortSignal;
  /** Ends following too, when the reader of the output is gone. */
  readonly out?: Output;
  /** Called for what is now, and after each event; a value ends it. */
  look(event: EngineEvent | undefined): T | undefined;
}

/** Watches until `look` has a result; `interrupted` when the person or the reader left first. */
export async function follow<T>(request: Follow<T>): Promise<T | { interrupted: Interruption }> {
  const { client, signal, out, look } = request;
  const settled = Promise.withResolvers<T | { interrupted: Interruption }>();
  const attempt = (event?: EngineEvent) => {
    try {
      const result = look(event);
      if (result !== undefined) settled.resolve(result);
    } catch (thrown) {
      settled.reject(thrown);
    }
  };
  const onSignal = () => settled.resolve({ interrupted: "signal" });
  const onGone = () => settled.resolve({ interrupted: "reader-gone" });
  const unwatch = client.watch(attempt);
  signal.addEventListener("abort", onSignal, { once: true });
  out?.readerGone.addEventListener("abort", onGone, { once: true });
  attempt();
  if (signal.aborted) onSignal();
  try {
    return await settled.promise;
  } finally {
    unwatch();
    signal.removeEventListener("abort", onSignal);
    out?.readerGone.removeEventListener("abort", onGone);
  }
}

export function wasInterrupted(result: unknown): result is { interrupted: Interruption } {
  return typeof result === "object" && result !== null && "interrupted" in result;
}

/** Interrupted by the person: exit 130 with a sentence about what goes on without them. */
export function interruptedError(message: string, hint: string): BringupError {
  return new BringupError("CANCELLED", message, { hint });
}
