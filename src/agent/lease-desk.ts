import type { Actor, Audit, Clock } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import {
  COMMANDS_NEEDING_LEASE,
  type Command,
  type LeaseEvent,
  reduceLease,
} from "../session/index.ts";
import type { Board } from "./board.ts";

/** Who may change things: at most one console at a time, and every change of hands is recorded. */
export interface LeaseDesk {
  /** Throws `LEASE_HELD` when another console has control. */
  require(command: Command, clientId: string, actor: Actor): void;
  take(clientId: string, actor: Actor): void;
  release(clientId: string): void;
  detached(clientId: string): void;
}

export function createLeaseDesk(board: Board, audit: Audit, clock: Clock): LeaseDesk {
  function apply(event: LeaseEvent): void {
    const { lease, refused, recorded } = reduceLease(board.snapshot().lease, event);
    if (refused !== undefined) {
      throw new BringupError(refused.code, refused.message, { hint: refused.hint });
    }
    board.set("lease", lease);
    if (recorded === undefined) return;
    const { from, to } = recorded;
    audit.append({
      atMs: clock.nowMs(),
      actor: to,
      action: recorded.action,
      subject: `${from.user} on ${from.from}`,
    });
    board.note(
      "warn",
      "agent",
      `${to.user} on ${to.from} took control from ${from.user} on ${from.from}`,
    );
  }
  return {
    require(command, clientId, actor) {
      if (!COMMANDS_NEEDING_LEASE.has(command.do)) return;
      apply({ type: "asked", clientId, actor, atMs: clock.nowMs() });
    },
    take: (clientId, actor) => apply({ type: "taken", clientId, actor, atMs: clock.nowMs() }),
    release: (clientId) => apply({ type: "released", clientId }),
    detached: (clientId) => apply({ type: "detached", clientId }),
  };
}
