import type { CheckGroup } from "./check.ts";
import { HARDWARE_RULES } from "./hardware/rules.ts";
import { KUBERNETES_RULES } from "./kubernetes/rules.ts";
import { NETWORK_RULES } from "./network/rules.ts";
import type { Rule } from "./rule.ts";
import { SYSTEM_RULES } from "./system/rules.ts";

/** The one table of what a host is held to; checks, pages and reports take their words from it. */
export const RULES = {
  ...HARDWARE_RULES,
  ...SYSTEM_RULES,
  ...NETWORK_RULES,
  ...KUBERNETES_RULES,
};

/** What `defineCheck` wants of a check that is in the table. */
export function ruleOf(id: keyof typeof RULES): Omit<Rule, "rows"> & {
  readonly id: string;
  readonly group: CheckGroup;
} {
  const { rows: _, ...rule }: Rule = RULES[id];
  return { id, group: id.split(".")[0] as CheckGroup, ...rule };
}
