import type { HostView } from "../../engine/index.ts";
import { defineCheck, pass, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";
import { runningServices } from "../services.ts";

const FOLDERS = ["/etc/NetworkManager/conf.d", "/usr/lib/NetworkManager/conf.d"];

export const manager = defineCheck({
  ...ruleOf("network.manager"),
  needs: [],
  async run(_, { host }) {
    const names = ["NetworkManager", "wickedd", "nm-cloud-setup", "systemd-networkd"];
    const running = await runningServices(host, names);
    const evidence = [`running: ${running.join(", ") || "none of the known ones"}`];
    const isBlind = running.includes("NetworkManager") && !(await leavesPodsAlone(host));
    const trouble = [
      ...(isBlind ? ["NetworkManager takes links of pods"] : []),
      ...running.filter((name) => name === "nm-cloud-setup" || name === "wickedd"),
    ];
    if (trouble.length === 0) return pass(running.join(", ") || "none", { evidence });
    return warn(trouble.join(", "), {
      code: "NETWORK_MANAGER_MEDDLES",
      expected: "links of pods left alone",
      remedy:
        "Name cni*, flannel*, cali* and cilium* under unmanaged-devices in /etc/NetworkManager/conf.d; disable nm-cloud-setup.",
      why: "It changes addresses and routes of links the pod network made, minutes after they worked.",
      evidence,
    });
  },
});

async function leavesPodsAlone(host: HostView): Promise<boolean> {
  for (const folder of FOLDERS) {
    for (const name of (await host.files.list(folder)) ?? []) {
      const text = (await host.files.readText(`${folder}/${name}`)) ?? "";
      if (/^\s*unmanaged-devices\s*=.*(cni|cali|cilium|flannel|veth)/m.test(text)) return true;
    }
  }
  return false;
}
