import { defineCheck, fail, pass } from "../check.ts";
import { missingPrograms } from "../programs.ts";
import { ruleOf } from "../rules.ts";

/** The kubelet, the container runtime and this program call them by name. */
const NEEDED = ["mount", "umount", "modprobe", "ip", "nsenter"];

export const programs = defineCheck({
  ...ruleOf("system.programs"),
  needs: [],
  async run(_, { host }) {
    const missing = await missingPrograms(host, NEEDED);
    if (missing.length === 0) return pass("all there", { evidence: [NEEDED.join(", ")] });
    return fail(`missing: ${missing.join(", ")}`, {
      code: "PROGRAMS_MISSING",
      expected: NEEDED.join(", "),
      remedy: "Install util-linux, kmod and iproute2, as this system names them.",
      why: "Without them no volume is mounted, no module loaded and no link looked at.",
      evidence: [NEEDED.join(", ")],
    });
  },
});
