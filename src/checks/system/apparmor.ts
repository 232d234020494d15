import { defineCheck, pass, warn } from "../check.ts";
import { missingPrograms } from "../programs.ts";
import { readWord } from "../read.ts";
import { ruleOf } from "../rules.ts";

const ENABLED = "/sys/module/apparmor/parameters/enabled";

export const apparmor = defineCheck({
  ...ruleOf("system.apparmor"),
  needs: [],
  async run(_, { host }) {
    const enabled = await readWord(host, ENABLED);
    if (enabled.is === "unknown") throw new Error(enabled.why);
    const isOn = enabled.is === "known" && enabled.value === "Y";
    const evidence = [`${ENABLED}: ${enabled.is === "known" ? enabled.value : "missing"}`];
    if (!isOn) return pass("not in use", { evidence });
    const missing = await missingPrograms(host, ["apparmor_parser"]);
    if (missing.length === 0) return pass("on, with its parser", { evidence });
    return warn("on, without its parser", {
      code: "APPARMOR_WITHOUT_PARSER",
      expected: "apparmor_parser",
      remedy: "Install the package apparmor.",
      why: "The container runtime loads its profile with this program, and refuses to start without.",
      evidence,
    });
  },
});
