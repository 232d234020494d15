import { knownValue } from "../../engine/index.ts";
import { defineCheck, pass, skip, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";
import { leadsOut } from "./outer.ts";

export const mtu = defineCheck({
  ...ruleOf("network.mtu"),
  needs: ["nics"],
  run({ nics }, { limits }) {
    const linked = nics.filter((nic) => leadsOut(nic) && knownValue(nic.carrier) === true);
    if (linked.length === 0) return skip("no link, see Network link");
    const evidence = linked.map(({ name, mtu }) => `${name}: ${mtu}`);
    const values = [...new Set(linked.map(({ mtu }) => mtu))];
    const isSmall = values.some((value) => value < limits.minMtu);
    if (!isSmall && values.length === 1) return pass(`${values[0]}`, { evidence });
    return warn(evidence.join(", "), {
      code: isSmall ? "MTU_SMALL" : "MTU_DIFFERS",
      expected: `${limits.minMtu} or more, the same on all`,
      remedy: "Set one MTU for this network on every machine and switch, and tell the pod network.",
      why: "Small requests work and large answers hang, because a packet does not fit on the way.",
      evidence,
    });
  },
});
