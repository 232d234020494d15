/** What a subject says about itself now, in the shape every Kubernetes engineer knows. */
export interface Condition {
  /** PascalCase subject: `HostPrepared`, `NodeReady`, `Ready`. */
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  /** PascalCase, from a closed set per subject; stable for scripts. */
  readonly reason: string;
  /** One sentence for a person, with the next action where there is one. */
  readonly message: string;
  readonly observedGeneration: number;
  /** Wall time of the last change of `status`. */
  readonly sinceMs: number;
}

/** As a module says it; since when it is so is known to whoever keeps them. */
export type NewCondition = Omit<Condition, "sinceMs" | "observedGeneration">;

/** Keeps `sinceMs` where the status did not change. */
export function mergeConditions(
  before: readonly Condition[],
  now: readonly NewCondition[],
  at: { readonly nowMs: number; readonly generation: number },
): readonly Condition[] {
  return now.map((next) => {
    const old = before.find((condition) => condition.type === next.type);
    const sinceMs = old?.status === next.status ? old.sinceMs : at.nowMs;
    return { ...next, observedGeneration: at.generation, sinceMs };
  });
}

/** Conditions whose `True` is the trouble; for every other one, `True` is as it should be. */
const TROUBLE: ReadonlySet<string> = new Set(["Drifted", "Stalled", "Degraded", "Blocked"]);

/** Whether this condition is as it should be. Unknown never is. */
export function isAsItShouldBe({ type, status }: Pick<Condition, "type" | "status">): boolean {
  return status === (TROUBLE.has(type) ? "False" : "True");
}
