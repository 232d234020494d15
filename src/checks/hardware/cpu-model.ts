import { cannotTell, defineCheck, pass, skip, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";

const VERIFIED: readonly RegExp[] = [
  /\bIntel\b.*\bCore\b.*\bi[3579]\b/i,
  /\bXeon\b/i,
  /\bRyzen\b.*\b[3579]\b/i,
  /\bEPYC\b/i,
];

export const cpuModel = defineCheck({
  ...ruleOf("hardware.cpu-model"),
  needs: ["cpu"],
  run({ cpu }) {
    if (cpu.architecture !== "amd64") return skip("judged by the board, see Architecture");
    if (cpu.model === "") return cannotTell("the processor does not say its name");
    const shown = shortModel(cpu.model);
    const evidence = [`/proc/cpuinfo: ${cpu.model}`];
    if (VERIFIED.some((pattern) => pattern.test(shown))) return pass(shown, { evidence });
    return warn(shown, {
      code: "CPU_UNVERIFIED",
      expected: "Intel i3 to i9 or Xeon, AMD Ryzen 3 to 9 or Epyc",
      remedy: "Use a verified processor, or waive this after a trial of the whole walk.",
      why: "Other families are not verified; small ones start the control plane too slowly.",
      evidence,
    });
  },
});

/** `11th Gen Intel(R) Core(TM) i7-1185G7 @ 3.00GHz` as `Intel Core i7-1185G7`. */
function shortModel(model: string): string {
  return model
    .replace(/\((R|TM|C)\)|[\u00ae\u2122]/gi, "")
    .replace(/^\d+th Gen\s+/i, "")
    .replace(/\s+(CPU\s*)?@.*$/i, "")
    .replace(/\s+(with|w\/) .*Graphics.*$/i, "")
    .replace(/\s+\d+-Core Processor|\s+Processor$/i, "")
    .replace(/\bCPU\b(?!\s+version)/, "")
    .replace(/\s+/g, " ")
    .trim();
}
