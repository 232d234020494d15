import { isInside } from "../../addresses/index.ts";
import { defineCheck, fail, pass, skip } from "../check.ts";
import { ruleOf } from "../rules.ts";
import { clusterRanges } from "./ranges.ts";

export const cidrPrivate = defineCheck({
  ...ruleOf("network.cidr-private"),
  // Nothing of the host is asked, but a host of which nothing is known has no cluster to judge.
  needs: ["nics"],
  run(_, { document }) {
    const wanted = clusterRanges(document);
    if (wanted.length === 0) return skip("the document names no networks for a cluster");
    const evidence = wanted.map(({ name, text }) => `${name}: ${text}`);
    const open = wanted.filter(({ network }) => !isInside(network));
    if (open.length === 0) return pass("set aside for inside use", { evidence });
    return fail(open.map(({ text }) => text).join(", "), {
      code: "CIDR_PUBLIC",
      expected: "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10 or fc00::/7",
      remedy: "Choose networks that are set aside for inside use.",
      why: "The true owners of these addresses cannot be reached from pods, whoever they are.",
      evidence,
    });
  },
});
