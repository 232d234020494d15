import { gpuName, gpuText } from "../../drives/index.ts";
import type { HostView } from "../../engine/index.ts";
import type { Gpu } from "../../inventory/index.ts";
import { defineCheck, pass, skip, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";

/** Kernel modules that make a card usable; the others only drive a console. */
const DRIVERS: Readonly<Record<string, readonly string[]>> = {
  NVIDIA: ["nvidia", "nvgpu"],
  AMD: ["amdgpu"],
  Intel: ["i915", "xe"],
};

export const gpu = defineCheck({
  ...ruleOf("hardware.gpu"),
  needs: ["gpus"],
  async run({ gpus }, { host }) {
    const computing = gpus.filter(({ vendor }) => vendor in DRIVERS);
    if (computing.length === 0) {
      return skip(gpus.length === 0 ? "none" : `console only: ${gpus.map(gpuName).join(", ")}`);
    }
    const idle = [];
    for (const card of computing) if (!(await hasDriver(host, card))) idle.push(card);
    const evidence = computing.map(gpuText);
    if (idle.length === 0) return pass(computing.map(gpuName).join(", "), { evidence });
    return warn(`${idle.map(gpuName).join(", ")}: no driver loaded`, {
      code: "GPU_WITHOUT_DRIVER",
      expected: "a loaded driver",
      remedy: "Install the vendor's driver, or leave it to a GPU operator and waive this.",
      why: "Workloads cannot use the card until its kernel driver is there.",
      evidence,
    });
  },
});

async function hasDriver(host: HostView, card: Gpu): Promise<boolean> {
  const modules = DRIVERS[card.vendor] ?? [];
  const found = await Promise.all(modules.map((name) => host.files.stat(`/sys/module/${name}`)));
  return found.some((entry) => entry !== undefined);
}
