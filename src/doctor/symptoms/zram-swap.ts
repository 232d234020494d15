import { fileEnsure, unitEnsure } from "../../steps/index.ts";
import { cannotSay, clear, defineSymptom, found } from "../symptom.ts";

/** zram-generator.conf(5): a file here hides the one of the package; without a device in it there is none. */
const CONFIG = "/etc/systemd/zram-generator.conf";

export const zramSwap = defineSymptom({
  id: "host.zram-swap",
  code: "ZRAM_SWAP_RETURNS",
  row: "D33",
  title: "Swap is on again after every reboot, and the kubelet refuses to start",
  cause:
    "A generator of systemd makes swap in compressed memory at each boot; /etc/fstab has no line of it.",
  source: "Palette Edge, agent mode",
  async probe({ check }) {
    const result = await check("system.swap");
    if (result.status === "unknown") return cannotSay(result.observed);
    const areas = "evidence" in result ? (result.evidence ?? []) : [];
    const zram = areas.filter((line) => line.includes("zram"));
    if (result.status === "pass" || zram.length === 0) return clear(`Swap: ${result.observed}`);
    const devices = zram.flatMap((line) => /\bzram\d+/.exec(line)?.[0] ?? []);
    return found(["certain", "node-down"], zram, { subjects: [...new Set(devices)] });
  },
  fix: [
    "Switch it off now: swapoff -a.",
    "Keep it off: systemctl mask systemd-zram-setup@zram0.service, or an empty /etc/systemd/zram-generator.conf.",
  ],
  mend: ({ subjects = [] }) => [
    fileEnsure({ id: "zram-config", path: CONFIG, template: "# No device: swap stays off.\n" }),
    ...subjects.map((device) =>
      unitEnsure({
        id: `stop-${device}`,
        unit: `dev-${device}.swap`,
        want: "stopped",
        impact: "restart",
      }),
    ),
  ],
});
