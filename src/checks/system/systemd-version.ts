import { troubleIn } from "../../engine/index.ts";
import { cannotTell, defineCheck, fail, pass, skip } from "../check.ts";
import { ruleOf } from "../rules.ts";

export const systemdVersion = defineCheck({
  ...ruleOf("system.systemd-version"),
  needs: [],
  async run(_, { host, limits, signal }) {
    if ((await host.files.stat("/run/systemd/system")) === undefined)
      return skip("does not run, see systemd");
    const outcome = await host.probe(["systemctl", "--version"], { timeoutMs: 2000, signal });
    if (outcome.is !== "exited") return cannotTell(troubleIn(outcome) ?? "it does not answer");
    const version = Number(/^systemd (\d+)/.exec(outcome.stdout)?.[1]);
    if (!(version > 0)) return cannotTell("it does not say which version it is");
    const evidence = [`systemctl --version: ${version}`];
    if (version >= limits.minSystemd) return pass(`${version}`, { evidence });
    return fail(`${version}`, {
      code: "SYSTEMD_TOO_OLD",
      expected: `${limits.minSystemd}`,
      remedy: "Install a younger operating system.",
      why: "Services of a node use cgroups and limits that this version does not know.",
      evidence,
    });
  },
});
