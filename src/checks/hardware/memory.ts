import { formatGiB, GIB } from "../../quantity/index.ts";
import { defineCheck, fail, pass } from "../check.ts";
import { ruleOf } from "../rules.ts";

/** Below the minimum the kubelet evicts the control plane under load, so refuse before installing. */
export const memory = defineCheck({
  ...ruleOf("hardware.memory"),
  needs: ["memory"],
  run({ memory: { totalBytes } }, { limits }) {
    const shown = formatGiB(totalBytes);
    const evidence = [`/proc/meminfo: MemTotal ${totalBytes} bytes`];
    // What is printed on the module: the limit leaves a tenth to firmware and graphics.
    const expected = `${Math.ceil(limits.minMemoryBytes / GIB)} GiB`;
    if (totalBytes >= limits.minMemoryBytes) return pass(shown, { expected, evidence });
    return fail(shown, {
      code: "MEMORY_BELOW_MINIMUM",
      expected,
      remedy: `Fit ${expected} or more.`,
      why: "Under load the kubelet evicts pods of the control plane first on small machines.",
      evidence,
    });
  },
});
