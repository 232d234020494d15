import { defineCheck, fail, pass } from "../check.ts";
import { missingPrograms } from "../programs.ts";
import { ruleOf } from "../rules.ts";

const NEEDED = ["bash", "jq", "zstd", "rsync", "conntrack", "iptables", "rsyslogd"];

export const agentTools = defineCheck({
  ...ruleOf("system.agent-tools"),
  needs: [],
  async run(_, { host }) {
    const missing = await missingPrograms(host, NEEDED);
    if (missing.length === 0) return pass("all there", { evidence: [NEEDED.join(", ")] });
    return fail(`missing: ${missing.join(", ")}`, {
      code: "AGENT_TOOLS_MISSING",
      expected: NEEDED.join(", "),
      remedy: `Install ${missing.join(", ")} with the package manager of this system.`,
      why: "In agent mode the stages of Palette call them, and stop where one is missing.",
      evidence: [NEEDED.join(", ")],
    });
  },
});
