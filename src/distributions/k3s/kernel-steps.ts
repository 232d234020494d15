import type { Step } from "../../engine/index.ts";
import { moduleEnsure, sysctlEnsure } from "../../steps/index.ts";
import { KERNEL_DEFAULTS } from "./hardening.ts";
import type { K3sInputs } from "./inputs.ts";

/** distributions.md 9, rows 16, 21, 22, 25: what pods need of the kernel. */
const NETWORK: Readonly<Record<string, string>> = {
  "net.ipv4.ip_forward": "1",
  "net.bridge.bridge-nf-call-iptables": "1",
  "net.bridge.bridge-nf-call-ip6tables": "1",
};
const INOTIFY: Readonly<Record<string, string>> = {
  "fs.inotify.max_user_instances": "8192",
  "fs.inotify.max_user_watches": "524288",
};

export function kernelSteps({ isHardened }: K3sInputs): readonly Step[] {
  const steps: Step[] = [
    moduleEnsure({
      id: "k3s.modules",
      modules: ["br_netfilter", "overlay"],
      persistPath: "/etc/modules-load.d/bringup-k3s.conf",
    }),
    sysctlEnsure({
      id: "k3s.sysctl",
      values: { ...NETWORK, ...INOTIFY },
      persistPath: "/etc/sysctl.d/90-bringup-k3s.conf",
    }),
  ];
  if (isHardened)
    steps.push(
      sysctlEnsure({
        id: "k3s.sysctl-cis",
        title: "Set the kernel defaults of the CIS profile",
        values: KERNEL_DEFAULTS,
        persistPath: "/etc/sysctl.d/90-kubelet.conf",
      }),
    );
  return steps;
}
