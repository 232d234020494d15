import { defineCheck, pass, skip, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";
import { leadsOut } from "./outer.ts";

/** Drivers that compute wrong checksums for packets in a VXLAN tunnel (Palette Edge, overlay). */
const TROUBLED = ["vmxnet3"];

export const nicDriver = defineCheck({
  ...ruleOf("network.nic-driver"),
  needs: ["nics"],
  run({ nics }) {
    const real = nics.filter((nic) => leadsOut(nic) && nic.driver !== undefined);
    if (real.length === 0) return skip("no driver is named");
    const evidence = real.map(({ name, driver }) => `${name}: ${driver}`);
    const troubled = real.filter(({ driver }) => TROUBLED.includes(driver ?? ""));
    if (troubled.length === 0) return pass(evidence.join(", "), { evidence });
    return warn(troubled.map(({ name, driver }) => `${name} ${driver}`).join(", "), {
      code: "NIC_DRIVER_TROUBLED",
      expected: "another driver, or no offload in tunnels",
      remedy:
        "Switch the offload of UDP tunnels off (ethtool -K) or give the machine another card.",
      why: "Packets between pods of different nodes arrive broken and are dropped.",
      evidence,
    });
  },
});
