import type { Actor } from "../engine/index.ts";
import { BringupError, type ErrorView, errorView } from "../errors/index.ts";
import type { Command } from "./commands.ts";
import type { LeaseSlice } from "./contract.ts";

/** What changes the host or its document. Everything else any console may ask at any time. */
export const COMMANDS_NEEDING_LEASE: ReadonlySet<Command["do"]> = new Set([
  "approve",
  "mint-join",
  "look-for-join",
  "save-document",
  "pause",
  "resume",
  "cancel",
  "register",
  "take-desired",
  "register-now",
  "register-cancel",
  "go-local",
  "power",
  "network",
  "set-clock",
  "look-for-certificates",
  "look-for-content",
  "look-for-user-data",
  "export-profile",
  "plane-request",
  "make-bundle",
  "cancel-bundle",
  "look-at-plane-file",
  "take-plane-answer",
] satisfies readonly Command["do"][]);

export const FREE_LEASE: LeaseSlice = { holder: null };

/** `atMs` is wall time, for people. */
export type LeaseEvent =
  /** A command of this client needs the lease. */
  | {
      readonly type: "asked";
      readonly clientId: string;
      readonly actor: Actor;
      readonly atMs: number;
    }
  /** `take-lease`: this client wants it now, whoever has it. */
  | {
      readonly type: "taken";
      readonly clientId: string;
      readonly actor: Actor;
      readonly atMs: number;
    }
  | { readonly type: "released"; readonly clientId: string }
  /** The transport says so at once for a closed connection, after 30 s for a silent one. */
  | { readonly type: "detached"; readonly clientId: string };

export interface LeaseOutcome {
  readonly lease: LeaseSlice;
  /** Set when the client may not go on. */
  readonly refused?: ErrorView;
  /** Set when the lease went from one console to another: belongs into the audit. */
  readonly recorded?: { readonly action: "lease-taken"; readonly from: Actor; readonly to: Actor };
}

/** Pure. The first console that changes something gets the lease, and keeps it until it leaves. */
export function reduceLease(lease: LeaseSlice, event: LeaseEvent): LeaseOutcome {
  const { holder } = lease;
  const isHolder = holder?.clientId === event.clientId;
  if (event.type === "released" || event.type === "detached") {
    return { lease: isHolder ? FREE_LEASE : lease };
  }
  if (isHolder) return { lease };
  if (holder !== null && event.type === "asked") return { lease, refused: heldBy(holder.actor) };
  const { clientId, actor, atMs } = event;
  const next: LeaseSlice = { holder: { clientId, actor, sinceMs: atMs } };
  if (holder === null) return { lease: next };
  return { lease: next, recorded: { action: "lease-taken", from: holder.actor, to: actor } };
}

function heldBy({ user, from }: Actor): ErrorView {
  return errorView(new BringupError("LEASE_HELD", `${user} on ${from} has control of this host`));
}
