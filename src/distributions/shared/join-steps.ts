import type { Step } from "../../engine/index.ts";
import type { PlanRequest } from "../driver.ts";
import { isFormedIn } from "./formed.ts";
import type { JoinInputs } from "./join-inputs.ts";
import type { ServerKind } from "./server-kind.ts";
import { tokenStep } from "./token-step.ts";

/** Only until this host is in: afterwards the file is the service's, and the secret is wiped. */
export function joinTokenSteps(
  kind: Pick<ServerKind, "id" | "tokenFile">,
  request: PlanRequest,
  join: JoinInputs | undefined,
): readonly Step[] {
  if (join === undefined || isFormedIn(request)) return [];
  return [tokenStep(kind, join, request.facts.secretDigest(join.token))];
}

/** For the claim. */
export function roleOf({ join }: { readonly join?: JoinInputs }): { readonly role?: "worker" } {
  return join?.role === "worker" ? { role: "worker" } : {};
}
