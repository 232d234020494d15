import { cannotTell, defineCheck, pass, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";

/** x86-64 psABI, microarchitecture level 2, as /proc/cpuinfo names the parts of it. */
const LEVEL_2 = ["cx16", "lahf_lm", "popcnt", "sse4_1", "sse4_2", "ssse3"];

export const cpuLevel = defineCheck({
  ...ruleOf("hardware.cpu-level"),
  needs: ["cpu"],
  run({ cpu: { architecture, flags } }) {
    if (flags.length === 0) return cannotTell("/proc/cpuinfo names no features");
    const wanted = architecture === "amd64" ? [...LEVEL_2, "aes"] : ["aes"];
    const missing = wanted.filter((flag) => !flags.includes(flag));
    const evidence = wanted.map((flag) => `${flag}: ${flags.includes(flag) ? "yes" : "no"}`);
    if (missing.length === 0) {
      return pass(architecture === "amd64" ? "x86-64-v2 with AES" : "with AES", { evidence });
    }
    return warn(`without ${missing.join(", ")}`, {
      code: "CPU_FEATURES_MISSING",
      expected: wanted.join(", "),
      remedy: "Give the virtual machine the processor of its host, or use a younger machine.",
      why: "Systems and images built for Enterprise Linux 9 stop at once without level 2; without AES encryption is slow.",
      evidence,
    });
  },
});
