import type { HostView } from "../../engine/index.ts";
import { knownValue } from "../../engine/index.ts";
import type { Nic } from "../../inventory/index.ts";
import { defineCheck, pass, skip, warn } from "../check.ts";
import type { Limits } from "../limits.ts";
import { readNumber, readWord } from "../read.ts";
import { ruleOf } from "../rules.ts";
import { leadsOut } from "./outer.ts";

export const linkQuality = defineCheck({
  ...ruleOf("network.link-quality"),
  needs: ["nics"],
  async run({ nics }, { host, limits }) {
    const linked = nics.filter((nic) => leadsOut(nic) && knownValue(nic.carrier) === true);
    if (linked.length === 0) return skip("no link, see Network link");
    const seen = await Promise.all(linked.map((nic) => look(host, nic, limits)));
    const evidence = seen.map(({ line }) => line);
    const poor = seen.flatMap(({ complaints }) => complaints);
    if (poor.length === 0) return pass(seen.map(({ shown }) => shown).join(", "), { evidence });
    return warn(poor.join(", "), {
      code: "LINK_POOR",
      expected: `${limits.minSpeedMbps} Mb/s, full duplex, hardly any packet lost`,
      remedy: "Change the cable or the port of the switch, and let both sides negotiate.",
      why: "Images take hours on a slow link, and members of a datastore miss each other on a bad one.",
      evidence,
    });
  },
});

interface Quality {
  readonly line: string;
  readonly shown: string;
  readonly complaints: readonly string[];
}

async function look(host: HostView, { name, speedMbps }: Nic, limits: Limits): Promise<Quality> {
  const at = `/sys/class/net/${name}`;
  const count = async (what: string) =>
    knownValue(await readNumber(host, `${at}/statistics/${what}`)) ?? 0;
  const [duplex, errors, dropped, packets] = await Promise.all([
    readWord(host, `${at}/duplex`),
    count("rx_errors"),
    count("rx_missed_errors"),
    count("rx_packets"),
  ]);
  const share = (errors + dropped) / Math.max(packets, 1);
  const isHalf = duplex.is === "known" && duplex.value === "half";
  const speed = speedMbps === undefined ? "speed not told" : `${speedMbps} Mb/s`;
  return {
    line: `${name}: ${speed}, ${errors} broken and ${dropped} missed of ${packets} packets`,
    shown: `${name} ${speed}`,
    complaints: [
      ...(speedMbps !== undefined && speedMbps < limits.minSpeedMbps ? [`${name} ${speed}`] : []),
      ...(isHalf ? [`${name} half duplex`] : []),
      ...(share > limits.maxPacketLoss ? [`${name} loses ${(share * 100).toFixed(1)} %`] : []),
    ],
  };
}
