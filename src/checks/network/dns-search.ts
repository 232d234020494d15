import { defineCheck, pass, warn } from "../check.ts";
import { readNeeded } from "../read.ts";
import { ruleOf } from "../rules.ts";

const PLACE = "/etc/resolv.conf";
/** resolv.conf(5); pods get the same limit from the kubelet. */
const MOST_SERVERS = 3;

export const dnsSearch = defineCheck({
  ...ruleOf("network.dns-search"),
  needs: [],
  async run(_, { host, limits }) {
    const text = await readNeeded(host, PLACE);
    const search = /^\s*search\s+(.+)$/m.exec(text)?.[1]?.trim().split(/\s+/) ?? [];
    const servers = [...text.matchAll(/^\s*nameserver\s+\S+/gm)].length;
    const evidence = [
      `${PLACE}: search ${search.join(" ") || "nothing"}`,
      `${PLACE}: ${servers} servers`,
    ];
    const isLong = search.length > limits.maxSearchDomains;
    if (!isLong && servers <= MOST_SERVERS) {
      return pass(search.length === 0 ? "no search domain" : search.join(", "), { evidence });
    }
    return warn(isLong ? `${search.length} domains` : `${servers} servers`, {
      code: isLong ? "DNS_SEARCH_LONG" : "DNS_SERVERS_MANY",
      expected: `${limits.maxSearchDomains} domains and ${MOST_SERVERS} servers at most`,
      remedy: "Keep the domains and servers that are needed (Settings > DNS).",
      why: "What goes beyond is not used, and each domain costs every name of a pod a question more.",
      evidence,
    });
  },
});
