import { defineCheck, fail, pass } from "../check.ts";
import { ruleOf } from "../rules.ts";

export const cores = defineCheck({
  ...ruleOf("hardware.cores"),
  needs: ["cpu"],
  run({ cpu }, { limits }) {
    const shown = `${cpu.cores} ${cpu.cores === 1 ? "core" : "cores"}`;
    const evidence = [`/proc/cpuinfo: ${cpu.cores} processors online`];
    if (cpu.cores >= limits.minCores) return pass(shown, { evidence });
    return fail(shown, {
      code: "CORES_BELOW_MINIMUM",
      expected: `${limits.minCores} cores`,
      remedy: "Use a machine with more cores, or give the virtual machine more.",
      why: "One core cannot run the control plane and answer in time.",
      evidence,
    });
  },
});
