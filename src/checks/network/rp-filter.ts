import { defineCheck, pass, skip, warn } from "../check.ts";
import { readWord } from "../read.ts";
import { ruleOf } from "../rules.ts";

const CONF = "/proc/sys/net/ipv4/conf";

export const rpFilter = defineCheck({
  ...ruleOf("network.rp-filter"),
  needs: [],
  async run(_, { host }) {
    const names = await host.files.list(CONF);
    if (names === undefined) return skip("no IPv4");
    const seen = await Promise.all(
      names.map(async (name) => ({
        name,
        found: await readWord(host, `${CONF}/${name}/rp_filter`),
      })),
    );
    const rows = seen.flatMap(({ name, found }) =>
      found.is === "known" ? [{ name, value: found.value }] : [],
    );
    // The kernel takes the larger of the interface's own value and that of "all"; 2 is loose.
    const strict = rows.filter(({ value }) => value === "1").map(({ name }) => name);
    const evidence = rows.map(({ name, value }) => `${name}: ${value}`);
    const isLoose = rows.some(({ name, value }) => name === "all" && value === "2");
    if (strict.length === 0 || isLoose) return pass("not strict", { evidence });
    return warn(`strict on ${strict.join(", ")}`, {
      code: "RP_FILTER_STRICT",
      expected: "0 or 2",
      remedy: "Set net.ipv4.conf.all.rp_filter and default.rp_filter to 0 in /etc/sysctl.d.",
      why: "Answers of pods come in by another way than the kernel expects, and are dropped.",
      evidence,
    });
  },
});
