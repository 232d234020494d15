import { defineCheck, fail, pass } from "../check.ts";
import { ruleOf } from "../rules.ts";

/** sd_booted(3). */
const SIGN = "/run/systemd/system";

export const systemd = defineCheck({
  ...ruleOf("system.systemd"),
  needs: [],
  async run(_, { host }) {
    const found = await host.files.stat(SIGN);
    if (found !== undefined) return pass("running", { evidence: [`${SIGN}: present`] });
    return fail("not running", {
      code: "SYSTEMD_MISSING",
      expected: "running",
      remedy: "Boot the machine with systemd as its init.",
      why: "Nodes and this agent are systemd services: nothing would restart them.",
      evidence: [`${SIGN}: missing`],
    });
  },
});
