import { defineCheck, fail, pass } from "../check.ts";
import { readWord } from "../read.ts";
import { ruleOf } from "../rules.ts";

const SIGN = "/proc/sys/crypto/fips_enabled";

export const fips = defineCheck({
  ...ruleOf("system.fips"),
  needs: ["kernel"],
  async run(_, { host }) {
    const found = await readWord(host, SIGN);
    if (found.is === "unknown") throw new Error(found.why);
    const evidence = [`${SIGN}: ${found.is === "known" ? found.value : "missing"}`];
    if (found.is === "known" && found.value === "1") return pass("on", { evidence });
    return fail("off", {
      code: "FIPS_OFF",
      expected: "on",
      remedy:
        "Switch it on as the system says (fips-mode-setup --enable, pro enable fips), and reboot.",
      why: "Without it programs may use cryptography that is not approved.",
      evidence,
    });
  },
});
