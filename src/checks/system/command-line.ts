import { defineCheck, pass, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";

/** Words against what a node needs, and what they mean. */
const AGAINST: readonly (readonly [RegExp, string])[] = [
  [/\bcgroup_disable=\S*memory/, "no limits of memory"],
  [/\bsystemd\.unified_cgroup_hierarchy=(0|no|false)\b/, "no cgroup v2"],
  [/\b(nosmp|maxcpus=[01]\b)/, "one core only"],
  [/\bupgrade_failure\b/, "the last upgrade did not start"],
];

export const commandLine = defineCheck({
  ...ruleOf("system.command-line"),
  needs: ["kernel"],
  run({ kernel: { commandLine } }) {
    const evidence = [`/proc/cmdline: ${commandLine}`];
    const found = AGAINST.filter(([pattern]) => pattern.test(commandLine));
    if (found.length === 0) return pass("nothing against a node", { evidence });
    return warn(found.map(([, what]) => what).join(", "), {
      code: "COMMAND_LINE_AGAINST",
      expected: "no such word",
      remedy: "Remove the word from the boot loader's configuration and reboot.",
      why: "What the command line switches off cannot be switched on later.",
      evidence,
    });
  },
});
