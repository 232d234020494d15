import { formatGiB } from "../../quantity/index.ts";
import { sanitize } from "../../text/index.ts";
import { defineCheck, pass, warn } from "../check.ts";
import { readNeeded } from "../read.ts";
import { ruleOf } from "../rules.ts";

export const swap = defineCheck({
  ...ruleOf("system.swap"),
  needs: [],
  async run(_, { host }) {
    const lines = (await readNeeded(host, "/proc/swaps")).trim().split("\n").slice(1);
    const areas = lines.map((line) => {
      const [name = "", , kib = "0"] = sanitize(line).split(/\s+/);
      return { name, bytes: Number(kib) * 1024 };
    });
    if (areas.length === 0) return pass("off", { evidence: ["/proc/swaps: empty"] });
    const totalBytes = areas.reduce((sum, { bytes }) => sum + bytes, 0);
    return warn(`on, ${formatGiB(totalBytes)}`, {
      code: "SWAP_ON",
      expected: "off",
      remedy: areas.some(({ name }) => name.includes("zram"))
        ? "Run swapoff -a and mask the zram swap service."
        : "Run swapoff -a and remove the entry from /etc/fstab.",
      why: "Some kubelets refuse to start with swap, and memory limits of pods become guesses.",
      evidence: areas.map(({ name, bytes }) => `/proc/swaps: ${name} ${formatGiB(bytes)}`),
    });
  },
});
