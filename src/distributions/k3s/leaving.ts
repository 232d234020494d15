import type { Driver } from "../driver.ts";
import { type Leaving, leaveHandlers, leavePlan, removePeerPlan } from "../shared/leave.ts";
import { destroy } from "./destroy.ts";
import { K3S } from "./kind.ts";
import { WAITS } from "./wait.ts";

const LEAVING: Leaving = { kind: K3S, waits: WAITS, destroy };

/** A member goes, and the cluster goes on. */
export const leaving: NonNullable<Driver["operations"]> = {
  leave: (request) => leavePlan(LEAVING, request),
  "remove-peer": (request) => removePeerPlan(LEAVING, request),
};

export const leavingHandlers = leaveHandlers(LEAVING);
