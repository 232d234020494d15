import type { Actor } from "../engine/index.ts";
import type { Answer, Command } from "./commands.ts";
import type { SliceName, Snapshot } from "./contract.ts";

/**
 * The agent's side of `EngineClient`: what a transport needs from it. One hub serves any number of
 * clients; numbering of events, idempotency and slow readers are the transport's business.
 */
export interface EngineHub {
  /** Current state; already holds every change that `watch` has reported. */
  snapshot(): Snapshot;
  /** Called at once, synchronously, after each change of a slice; returns the way to stop. */
  watch(listener: (change: SliceChange) => void): () => void;
  /** Expected refusals are answers. A throw is turned into a refusal by the transport. */
  handle(command: Command, context: CommandContext): Promise<Answer>;
  /** A console came. The same client may come back after its connection was lost. */
  attached(clientId: string, actor: Actor): void;
  /** It left, died, or gave no sign of life for 30 s: whatever it held is free again. */
  detached(clientId: string): void;
}

/** One slice with its new value; the state before is of no interest. */
export type SliceChange = {
  [S in SliceName]: { readonly slice: S; readonly value: Snapshot[S] };
}[SliceName];

export interface CommandContext {
  readonly clientId: string;
  readonly actor: Actor;
  /** Aborted when the client takes the command back; not when its connection breaks. */
  readonly signal: AbortSignal;
}
