import { cannotTell, defineCheck, pass, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";
import { leadsOut, routable } from "./outer.ts";

export const addressLease = defineCheck({
  ...ruleOf("network.address-lease"),
  needs: ["nics"],
  run({ nics }) {
    const found = nics
      .filter(leadsOut)
      .flatMap((nic) => routable(nic).map((address) => ({ nic: nic.name, ...address })))
      .filter(({ family }) => family === "ipv4");
    if (found.length === 0) return cannotTell("no IPv4 address yet");
    const evidence = found.map(({ nic, address, method }) => `${nic}: ${address}, ${method}`);
    const leased = found.filter(({ method }) => method === "dynamic");
    if (leased.length === 0) return pass("fixed", { evidence });
    return warn(`leased: ${leased.map(({ address }) => address).join(", ")}`, {
      code: "ADDRESS_LEASED",
      expected: "a fixed address",
      remedy: "Reserve the address in the DHCP server, or set it here (Settings > Network).",
      why: "A node whose address changes is lost to its cluster and its datastore.",
      evidence,
    });
  },
});
