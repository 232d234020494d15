import { networkText, overlap, parseNetwork, parseRange } from "../../addresses/index.ts";
import { defineCheck, fail, pass, skip } from "../check.ts";
import { readNeeded } from "../read.ts";
import { ruleOf } from "../rules.ts";
import { leadsOut, routable } from "./outer.ts";
import { clusterRanges, type NamedRange } from "./ranges.ts";
import { parseRoutes } from "./routes.ts";

export const cidrOverlap = defineCheck({
  ...ruleOf("network.cidr-overlap"),
  needs: ["nics"],
  async run({ nics }, { host, document, ownCluster }) {
    const wanted = clusterRanges(document);
    const routes = parseRoutes(await readNeeded(host, "/proc/net/route"));
    if (wanted.length === 0) return skip("the document names no networks for a cluster");
    if (ownCluster !== undefined) return skip(`in use by ${ownCluster}`);
    const outer = new Set(nics.filter(leadsOut).map(({ name }) => name));
    const { vip } = document?.spec.cluster ?? {};
    const taken: readonly NamedRange[] = [
      ...routes
        .filter(({ to }) => to !== "0.0.0.0/0")
        .flatMap(({ to, dev }) => named(outer.has(dev) ? `the site on ${dev}` : dev, to)),
      ...nics.flatMap((nic) =>
        routable(nic).flatMap(({ address, prefix }) => named(nic.name, `${address}/${prefix}`)),
      ),
      ...(vip === undefined ? [] : named("the virtual address", vip)),
    ];
    const found = wanted.flatMap((one, index) =>
      [...wanted.slice(index + 1), ...taken]
        .filter((other) => overlap(one.network, other.network))
        .map((other) => `${one.name} ${one.text} with ${other.name} ${other.text}`),
    );
    const pairs = [...new Set(found)];
    const evidence = [
      ...new Set([...wanted, ...taken].map(({ name, text }) => `${name}: ${text}`)),
    ];
    if (pairs.length === 0) return pass("all apart", { evidence });
    return fail(pairs.join(", "), {
      code: "CIDR_OVERLAP",
      expected: "networks that share no address",
      remedy: "Choose other networks for pods and services (spec.cluster), or move the site's.",
      why: "Addresses that stand for two things lead to one of them only, and the other is lost.",
      evidence,
    });
  },
});

function named(name: string, text: string): readonly NamedRange[] {
  const network = parseNetwork(text) ?? parseRange(text);
  return network === undefined ? [] : [{ name, text: networkText(network), network }];
}
