import { cannotTell, defineCheck, fail, pass, warn } from "../check.ts";
import { readNeeded } from "../read.ts";
import { ruleOf } from "../rules.ts";
import { leadsOut, routable } from "./outer.ts";
import { parseRoutes } from "./routes.ts";

export const nodeAddress = defineCheck({
  ...ruleOf("network.node-address"),
  needs: ["nics"],
  async run({ nics }, { host, document }) {
    const { nodeIp, vip } = document?.spec.cluster ?? {};
    const route = parseRoutes(await readNeeded(host, "/proc/net/route"))
      .filter(({ to }) => to === "0.0.0.0/0")
      .sort((one, other) => one.metric - other.metric)[0];
    const ways = nics.filter((nic) => leadsOut(nic) && (!route || nic.name === route.dev));
    const all = ways.flatMap(routable).map(({ address }) => address);
    const evidence = ways.map((nic) => `${nic.name}: ${all.join(" ") || "no address"}`);
    const finding = {
      expected: "one address of the interface of the default route",
      remedy: "Name the address of the node in the document (spec.cluster.nodeIp).",
      why: "The node would give itself an address by which no other finds it.",
      evidence,
    };
    if (nodeIp !== undefined && !nics.flatMap(routable).some(({ address }) => address === nodeIp))
      return fail(`${nodeIp} is not on this host`, { ...finding, code: "NODE_ADDRESS_MISSING" });
    const own = all.filter((address) => address !== vip);
    const v4 = own.filter((address) => !address.includes(":"));
    const candidates = v4.length > 0 ? v4 : own;
    if (nodeIp !== undefined) return pass(nodeIp, { evidence });
    if (candidates.length === 0 && all.length > 0)
      return fail(`only the virtual address ${vip}`, { ...finding, code: "NODE_ADDRESS_MISSING" });
    if (candidates.length === 0) return cannotTell("no address yet, see Network link");
    if (candidates.length === 1) return pass(candidates[0] ?? "", { evidence });
    return warn(candidates.join(", "), { ...finding, code: "NODE_ADDRESS_AMBIGUOUS" });
  },
});
