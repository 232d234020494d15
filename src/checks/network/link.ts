import type { Nic, NicAddress } from "../../inventory/index.ts";
import { cannotTell, defineCheck, fail, pass } from "../check.ts";
import { ruleOf } from "../rules.ts";
import { leadsOut } from "./outer.ts";

export const link = defineCheck({
  ...ruleOf("network.link"),
  needs: ["nics"],
  run({ nics }) {
    const real = nics.filter(leadsOut);
    const evidence = real.map(describe);
    const linked = real.filter(({ carrier }) => carrier.is === "known" && carrier.value);
    const usable = linked.find((nic) => usableAddress(nic) !== undefined);
    const address = usable && usableAddress(usable);
    if (usable && address) {
      return pass(`${usable.name}, ${address.address}/${address.prefix}`, { evidence });
    }
    if (linked.length > 0) {
      return fail(`no address on ${linked.map(({ name }) => name).join(", ")}`, {
        code: "NETWORK_NO_ADDRESS",
        expected: "an address",
        remedy: "Look for the DHCP server, or give the interface a static address.",
        why: "A node is known to its cluster by its address.",
        evidence,
      });
    }
    const untold = real.find(({ carrier }) => carrier.is === "unknown");
    if (untold?.carrier.is === "unknown" && !/switched off/.test(untold.carrier.why)) {
      return cannotTell(`${untold.name}: ${untold.carrier.why}`);
    }
    return fail(real.length === 0 ? "no network interface" : "no link", {
      code: "NETWORK_NO_LINK",
      expected: "one interface with a link",
      remedy: "Plug in a cable, and look at the lights of the port and the switch.",
      why: "Nothing can be reached, and a node cannot be reached.",
      evidence,
    });
  },
});

function usableAddress(nic: Nic): NicAddress | undefined {
  const usable = nic.addresses.filter(({ method }) => method !== "link-local");
  return usable.find(({ family }) => family === "ipv4") ?? usable[0];
}

function describe(nic: Nic): string {
  const speed = nic.speedMbps === undefined ? "" : `, ${nic.speedMbps} Mb/s`;
  const driver = nic.driver === undefined ? "" : `, ${nic.driver}`;
  const addresses = nic.addresses.map(({ address, prefix }) => `${address}/${prefix}`);
  const state = `${carrierWord(nic)}${speed}${driver}, MTU ${nic.mtu}`;
  return `${nic.name} ${nic.kind}, ${state}: ${addresses.join(" ") || "no address"}`;
}

function carrierWord({ carrier }: Nic): string {
  if (carrier.is !== "known") return "link not known";
  return carrier.value ? "link" : "no link";
}
