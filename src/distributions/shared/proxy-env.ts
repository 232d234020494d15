import { proxyEnvironment, proxySecrets } from "../../proxy/index.ts";
import type { PlanRequest } from "../driver.ts";

export interface ProxyVars {
  /** Values are templates. */
  readonly vars: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

/** distributions.md 2.5. `undefined`: the document names no proxy. */
export function proxyVars({
  document,
  facts,
}: {
  readonly document: PlanRequest["document"];
  readonly facts: Pick<PlanRequest["facts"], "noProxy">;
}): ProxyVars | undefined {
  const { proxy } = document.spec;
  if (proxy === undefined) return undefined;
  const vars = proxyEnvironment({ proxy, noProxy: facts.noProxy, prefixes: ["CONTAINERD_"] });
  return Object.keys(vars).length === 0 ? undefined : { vars, secrets: proxySecrets(proxy) };
}
