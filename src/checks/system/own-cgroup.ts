import { defineCheck, pass, warn } from "../check.ts";
import { readNeeded } from "../read.ts";
import { ruleOf } from "../rules.ts";

const PLACE = "/proc/self/cgroup";
/** Names container engines give: what is started from here is theirs, with their limits. */
const INNER = /\/(docker|libpod|kubepods|lxc|machine)[-./]/;

export const ownCgroup = defineCheck({
  ...ruleOf("system.own-cgroup"),
  needs: [],
  async run(_, { host }) {
    const lines = (await readNeeded(host, PLACE)).trim().split("\n");
    const evidence = lines.map((line) => `${PLACE}: ${line}`);
    const inner = lines.find((line) => INNER.test(line));
    if (inner === undefined) return pass("of the machine", { evidence });
    return warn("of a container engine", {
      code: "CGROUP_NOT_OWN",
      expected: "the root or system.slice",
      remedy: "Run bringup as a service of the host, outside of containers and pods.",
      why: "What is started here inherits the limits of a container, and ends with it.",
      evidence,
    });
  },
});
