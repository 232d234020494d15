import type { Command } from "./commands.ts";
import type { Snapshot } from "./contract.ts";

export interface RegistrationAction {
  readonly value: string;
  readonly label: string;
  /** Absent: back to the form. */
  readonly command?: Command;
  /** What it costs, where it has to be confirmed first. */
  readonly costs?: readonly string[];
}

type State = Snapshot["registration"]["state"];

const TRY_NOW: RegistrationAction = {
  value: "now",
  label: "Try again now",
  command: { do: "register-now" },
};
const GO_LOCAL: RegistrationAction = {
  value: "local",
  label: "Go on in local mode, without the plane",
  command: { do: "go-local" },
};
/** A registered host gives something up, and comes back only through another approval. */
const LEAVE: RegistrationAction = {
  ...GO_LOCAL,
  label: "Leave the plane, go on in local mode",
  costs: [
    "The plane no longer hears of this host, and its wishes are no longer followed.",
    "What runs here goes on running. Coming back means registering again.",
  ],
};
const CHANGE: RegistrationAction = { value: "form", label: "Change plane, method or token" };
const STOP: RegistrationAction = {
  value: "cancel",
  label: "Withdraw this request",
  command: { do: "register-cancel" },
};

/** Nothing was asked of a plane yet. */
const NOT_NOW: RegistrationAction = { ...STOP, label: "Do not register now" };

/** What can be done in each state, the usual one first; none of it loses what was typed. */
export function registrationActions({
  state,
  method,
  plane,
}: Snapshot["registration"]): readonly RegistrationAction[] {
  const again: RegistrationAction = {
    value: "again",
    label: state === "expired" ? "Ask for a new code" : "Ask again",
    command: {
      do: "register",
      method: method ?? "manual",
      ...(plane === undefined ? {} : { plane }),
    },
  };
  const first: Readonly<Record<State, readonly RegistrationAction[]>> = {
    unconfigured: [],
    local: [],
    contacting: [TRY_NOW, NOT_NOW, GO_LOCAL],
    reachable: [TRY_NOW, NOT_NOW, GO_LOCAL],
    enrolling: [TRY_NOW, STOP, GO_LOCAL],
    pending: [{ ...TRY_NOW, label: "Ask the plane now" }, STOP, CHANGE, GO_LOCAL],
    approved: [TRY_NOW],
    active: [{ ...TRY_NOW, label: "Report to the plane now" }, LEAVE],
    // A token is never kept, so asking again with one needs it typed again.
    rejected: [...(method === "token" ? [] : [again]), CHANGE, GO_LOCAL],
    expired: [...(method === "token" ? [] : [again]), CHANGE, GO_LOCAL],
    conflict: [TRY_NOW, CHANGE, GO_LOCAL],
    blocked: [TRY_NOW, CHANGE, GO_LOCAL],
    offline: [TRY_NOW, CHANGE, GO_LOCAL],
  };
  return first[state];
}
