import { troubleIn } from "../../engine/index.ts";
import { cannotTell, defineCheck, pass, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";

export const forwardPolicy = defineCheck({
  ...ruleOf("network.forward-policy"),
  needs: [],
  async run(_, { host, signal }) {
    const outcome = await host.probe(["iptables", "-S", "FORWARD"], { timeoutMs: 2000, signal });
    const modules = (await host.files.list("/sys/module")) ?? [];
    if (outcome.is === "missing" && !modules.includes("nf_tables")) {
      return pass("no packet filter", {
        evidence: ["nf_tables is not loaded, iptables is missing"],
      });
    }
    if (outcome.is !== "exited" || outcome.exitCode !== 0) {
      return cannotTell(troubleIn(outcome) ?? "iptables does not tell", "Run the checks as root.");
    }
    const policy = /^-P FORWARD (\w+)$/m.exec(outcome.stdout)?.[1];
    if (policy === undefined) return cannotTell("iptables names no policy");
    const evidence = [`iptables: -P FORWARD ${policy}`];
    if (policy === "ACCEPT") return pass("ACCEPT", { evidence });
    return warn(policy, {
      code: "FORWARD_DROPPED",
      expected: "ACCEPT",
      remedy: "Find who set it (Docker does), remove it, or run iptables -P FORWARD ACCEPT.",
      why: "Traffic of pods is passed on by this host; with this policy it is dropped.",
      evidence,
    });
  },
});
