import type { Step } from "../../engine/index.ts";
import { bootWordsEnsure, unitEnsure } from "../../steps/index.ts";

/** What is prepared for a known failure, by its code: steps that a person approves. */
export type Mends = Readonly<Record<string, readonly Step[]>>;

/**
 * distributions.md 8.2, the rows marked "auto" that can happen to every node. `limits`: raises those of
 * inotify; they are in force at once, and who was refused asks again.
 */
export function nodeMends(limits: readonly Step[]): Mends {
  const words = (...given: readonly string[]) => [
    bootWordsEnsure({ id: "boot-words", words: given }),
  ];
  return {
    INOTIFY_LIMIT: limits,
    CGROUP_MISSING: words("cgroup_enable=memory", "cgroup_memory=1"),
    CGROUP_V1: words("systemd.unified_cgroup_hierarchy=1"),
  };
}

/** `watches`: what it reads when it starts, and a step before may have written. */
export function restartStep(unit: string, watches: readonly string[] = []): Step {
  return unitEnsure({ id: "restart", unit, want: "restarted", watches, impact: "restart" });
}
