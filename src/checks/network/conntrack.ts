import { defineCheck, pass, skip, warn } from "../check.ts";
import { readNumber } from "../read.ts";
import { ruleOf } from "../rules.ts";

const PLACE = "/proc/sys/net/netfilter/nf_conntrack_max";

export const conntrack = defineCheck({
  ...ruleOf("network.conntrack"),
  needs: [],
  async run(_, { host, limits }) {
    const found = await readNumber(host, PLACE);
    if (found.is === "unknown") throw new Error(found.why);
    if (found.is === "absent") return skip("not in use yet");
    const evidence = [`${PLACE}: ${found.value}`];
    if (found.value >= limits.minConntrack) return pass(`${found.value} connections`, { evidence });
    return warn(`${found.value} connections`, {
      code: "CONNTRACK_LOW",
      expected: `${limits.minConntrack}`,
      remedy: "Set net.netfilter.nf_conntrack_max in /etc/sysctl.d.",
      why: "When the table is full new connections are dropped without a word.",
      evidence,
    });
  },
});
