import type { Step } from "../../engine/index.ts";
import type { PlanRequest } from "../driver.ts";
import type { JoinInputs } from "./join-inputs.ts";
import type { ServerKind } from "./server-kind.ts";
import { tokenStep } from "./token-step.ts";

/** Only until this host is in: afterwards the file is the service's, and the secret is wiped. */
export function joinTokenSteps(
  kind: Pick<ServerKind, "id" | "tokenFile">,
  { seen, facts }: PlanRequest,
  join: JoinInputs | undefined,
): readonly Step[] {
  const isIn = seen.ownership?.is === "known" && seen.ownership.value.committed === true;
  if (join === undefined || isIn) return [];
  return [tokenStep(kind, join, facts.secretDigest(join.token))];
}

/** For the claim. */
export function roleOf({ join }: { readonly join?: JoinInputs }): { readonly role?: "worker" } {
  return join?.role === "worker" ? { role: "worker" } : {};
}
