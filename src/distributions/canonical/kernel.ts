import type { Step } from "../../engine/index.ts";
import { moduleEnsure, sysctlEnsure } from "../../steps/index.ts";
import { KERNEL_DEFAULTS, NETWORK } from "../shared/kernel-steps.ts";

/** Limits of inotify are raised by the snap itself, and two who write them would never agree. */
export function kernelSteps(isHardened: boolean): readonly Step[] {
  return [
    moduleEnsure({
      id: "canonical.modules",
      modules: ["br_netfilter", "overlay"],
      persistPath: "/etc/modules-load.d/bringup-canonical.conf",
    }),
    sysctlEnsure({
      id: "canonical.sysctl",
      values: NETWORK,
      persistPath: "/etc/sysctl.d/90-bringup-canonical.conf",
    }),
    ...(isHardened ? [cis()] : []),
  ];
}

function cis(): Step {
  return sysctlEnsure({
    id: "canonical.sysctl-cis",
    title: "Set the kernel defaults of the CIS profile",
    values: KERNEL_DEFAULTS,
    persistPath: "/etc/sysctl.d/90-kubelet.conf",
  });
}
