import { contains, parseAddress, parseNetwork } from "../../addresses/index.ts";
import type { HostView } from "../../engine/index.ts";
import type { Nic } from "../../inventory/index.ts";
import { cannotTell, defineCheck, fail, pass, skip } from "../check.ts";
import { ruleOf } from "../rules.ts";
import { leadsOut, routable } from "./outer.ts";
import { clusterRanges } from "./ranges.ts";

const API_PORT = 6443;

export const vip = defineCheck({
  ...ruleOf("network.vip"),
  needs: ["nics"],
  async run({ nics }, { host, document, ownCluster, signal }) {
    const wanted = document?.spec.cluster?.vip;
    const address = wanted === undefined ? undefined : parseAddress(wanted);
    if (wanted === undefined || address === undefined) return skip("none is asked for");
    if (ownCluster !== undefined) return skip(`in use by ${ownCluster}`);
    if (document?.spec.cluster?.join !== undefined)
      return skip("announced by the cluster that this host joins");
    const finding = {
      expected: "a free address of the site's own network",
      remedy: "Choose another virtual address (spec.cluster.vip), outside of the range of DHCP.",
    };
    const range = clusterRanges(document).find(({ network }) => contains(network, address));
    if (range !== undefined) {
      return fail(`${wanted} is among the ${range.name}`, {
        ...finding,
        code: "VIP_IN_CLUSTER",
        why: "An address of pods or services is never seen outside of the cluster.",
      });
    }
    if (
      !nics.filter(leadsOut).some((nic) => networksOf(nic).some((own) => contains(own, address)))
    ) {
      return fail(`${wanted} is in no network of this host`, {
        ...finding,
        code: "VIP_OUTSIDE",
        why: "It is claimed by ARP, which reaches only machines of the same network.",
      });
    }
    if (nics.flatMap(routable).some((own) => own.address === wanted)) {
      return fail(`${wanted} is this host's own`, {
        ...finding,
        code: "VIP_TAKEN",
        why: "It has to move between nodes, which an address of one of them cannot.",
      });
    }
    const user = await userOf(host, wanted, signal);
    if (user === "not known") return cannotTell(`${wanted}: nobody could be asked`);
    if (user === undefined) return pass(`${wanted} is free`);
    return fail(`${wanted} is in use by ${user}`, {
      ...finding,
      code: "VIP_TAKEN",
      why: "Two machines of one address take turns in being reachable.",
    });
  },
});

function networksOf(nic: Nic) {
  return routable(nic).flatMap(({ address, prefix }) => parseNetwork(`${address}/${prefix}`) ?? []);
}

/** One connection makes the kernel ask by ARP; whoever has the address is in its table then. */
async function userOf(
  host: HostView,
  address: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const outcome = await host.connect(
    { host: address, port: API_PORT },
    { timeoutMs: 1500, signal },
  );
  if (outcome.is !== "failed") return `somebody who answers on ${API_PORT}`;
  const table = await host.files.readText("/proc/net/arp");
  if (table === undefined) return "not known";
  const row = table.split("\n").find((line) => line.startsWith(`${address} `));
  const [, , flags = "0x0", mac] = row?.split(/\s+/) ?? [];
  return (Number(flags) & 2) === 0 ? undefined : mac;
}
