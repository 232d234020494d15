import type { PlanRequest } from "../driver.ts";
import type { K3sInputs } from "./inputs.ts";

export interface ProxyVars {
  /** Values are templates. */
  readonly vars: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

export function proxyVars(_request: PlanRequest, _inputs: K3sInputs): ProxyVars | undefined {
  return undefined;
}
