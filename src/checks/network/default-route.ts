import { defineCheck, fail, pass, warn } from "../check.ts";
import { readNeeded } from "../read.ts";
import { ruleOf } from "../rules.ts";
import { parseRoutes, type Route } from "./routes.ts";

const V4 = "/proc/net/route";
const V6 = "/proc/net/ipv6_route";

export const defaultRoute = defineCheck({
  ...ruleOf("network.default-route"),
  needs: [],
  async run(_, { host }) {
    const [v4, v6] = await Promise.all([readNeeded(host, V4), host.files.readText(V6)]);
    const routes = [...parseV4(v4), ...parseV6(v6 ?? "")];
    const evidence = routes.map(({ via, dev, metric }) => `${via} on ${dev}, metric ${metric}`);
    const first = routes[0];
    if (first === undefined) {
      return fail("none", {
        code: "DEFAULT_ROUTE_MISSING",
        expected: "a default route",
        remedy: "Give the network a gateway; on an isolated network, any address of it will do.",
        why: "A node finds its own address by its default route, and does not start without.",
        evidence: [`${V4}: no default`],
      });
    }
    const rivals = parseV4(v4).filter(({ metric }) => metric === first.metric);
    if (new Set(rivals.map(({ dev }) => dev)).size > 1) {
      return warn(`two of equal weight: ${rivals.map(({ dev }) => dev).join(", ")}`, {
        code: "DEFAULT_ROUTE_AMBIGUOUS",
        expected: "one default route",
        remedy: "Give the interfaces different metrics, or only one of them a gateway.",
        why: "Answers leave by another interface than the questions came in, and get lost.",
        evidence,
      });
    }
    return pass(`${first.via} on ${first.dev}`, { evidence });
  },
});

/** The default routes among those of IPv4. */
function parseV4(text: string): readonly Route[] {
  return parseRoutes(text).filter(({ to }) => to === "0.0.0.0/0");
}

function parseV6(text: string): readonly Omit<Route, "to">[] {
  return text.split("\n").flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [destination, length, , , gateway = "", metric = "", , , flags = "", dev] = fields;
    if (
      dev === undefined ||
      dev === "lo" ||
      length !== "00" ||
      !/^0{32}$/.test(destination ?? "")
    ) {
      return [];
    }
    if ((Number.parseInt(flags, 16) & 1) !== 1) return [];
    const via = /^0{32}$/.test(gateway) ? "link" : (gateway.match(/.{4}/g)?.join(":") ?? "");
    return [{ via, dev, metric: Number.parseInt(metric, 16) }];
  });
}
