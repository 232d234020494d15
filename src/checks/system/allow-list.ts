import type { HostView } from "../../engine/index.ts";
import { defineCheck, pass, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";
import { runningServices } from "../services.ts";

const RULES = "/etc/fapolicyd/rules.d";

export const allowList = defineCheck({
  ...ruleOf("system.allow-list"),
  needs: [],
  async run(_, { host }) {
    const running = await runningServices(host, ["fapolicyd"]);
    const evidence = [`fapolicyd: ${running.length > 0 ? "runs" : "does not run"}`];
    if (running.length === 0) return pass("none", { evidence });
    if (await allowsContainers(host)) return pass("lets containers run", { evidence });
    return warn("fapolicyd", {
      code: "PROGRAMS_FORBIDDEN",
      expected: "none, or one that lets /var/lib run",
      remedy: `Allow programs below /var/lib in ${RULES}, or stop fapolicyd.`,
      why: "Programs of images are on no list, so none of them is started.",
      evidence,
    });
  },
});

async function allowsContainers(host: HostView): Promise<boolean> {
  for (const name of (await host.files.list(RULES)) ?? []) {
    const text = (await host.files.readText(`${RULES}/${name}`)) ?? "";
    if (/^allow .*dir=\/var\/lib\b/m.test(text)) return true;
  }
  return false;
}
