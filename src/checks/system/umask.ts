import { cannotTell, defineCheck, pass, warn } from "../check.ts";
import { readNeeded } from "../read.ts";
import { ruleOf } from "../rules.ts";

const PLACE = "/proc/self/status";
const GOOD = ["0022", "0027", "0077"];

export const umask = defineCheck({
  ...ruleOf("system.umask"),
  needs: [],
  async run(_, { host }) {
    const mask = /^Umask:\s*(\d+)$/m.exec(await readNeeded(host, PLACE))?.[1];
    if (mask === undefined) return cannotTell("this kernel does not tell it");
    const evidence = [`${PLACE}: Umask ${mask}`];
    if (GOOD.includes(mask)) return pass(mask, { evidence });
    return warn(mask, {
      code: "UMASK_UNUSUAL",
      expected: GOOD.join(", "),
      remedy: "Set UMask=0022 for the service, or umask 022 in the shell that starts this.",
      why: "Files of the node become writable for everybody, or unreadable for its own parts.",
      evidence,
    });
  },
});
