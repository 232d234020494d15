import { createPathFinder, kubeGet, nameOf } from "../kube/index.ts";
import type { Look } from "./cluster-look.ts";
import { judgeReady, type Readiness, type ReadyRule } from "./readiness.ts";

export interface ReadyState {
  /** `DaemonSet kube-system/calico-node` */
  readonly name: string;
  readonly state: Readiness;
}

/** Read-only; "down" is something to wait for. */
export async function lookAtReadiness(
  { host, access, signal }: Look,
  rules: readonly ReadyRule[],
): Promise<readonly ReadyState[]> {
  const finder = createPathFinder(host, access);
  const states: ReadyState[] = [];
  for (const rule of rules) {
    const metadata = { name: rule.name, namespace: rule.namespace };
    const object = { apiVersion: rule.apiVersion, kind: rule.kind, metadata };
    const name = nameOf(object);
    const path = await finder.pathOf(object, { signal });
    if (path.is !== "read") {
      states.push({ name, state: { is: "waiting", why: path.why } });
      continue;
    }
    const answer = await kubeGet(host, access, path.value, { signal });
    const state: Readiness =
      answer.is === "ok"
        ? judgeReady(rule, answer.body)
        : { is: "waiting", why: answer.is === "missing" ? "it is not there yet" : answer.why };
    states.push({ name, state });
  }
  return states;
}
