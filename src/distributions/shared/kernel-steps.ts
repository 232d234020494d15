import type { Step } from "../../engine/index.ts";
import { moduleEnsure, sysctlEnsure } from "../../steps/index.ts";

/** distributions.md 9, rows 16, 21, 22, 25: what pods need of the kernel. */
export const NETWORK: Readonly<Record<string, string>> = {
  "net.ipv4.ip_forward": "1",
  "net.bridge.bridge-nf-call-iptables": "1",
  "net.bridge.bridge-nf-call-ip6tables": "1",
};
const INOTIFY: Readonly<Record<string, string>> = {
  "fs.inotify.max_user_instances": "8192",
  "fs.inotify.max_user_watches": "524288",
};

/** What the CIS profiles want; the kubelet exits at once without them under protect-kernel-defaults. */
export const KERNEL_DEFAULTS: Readonly<Record<string, string>> = {
  "vm.panic_on_oom": "0",
  "vm.overcommit_memory": "1",
  "kernel.panic": "10",
  "kernel.panic_on_oops": "1",
};

export interface KernelNeeds {
  /** Id of the distribution. */
  readonly id: string;
  /** Where the kernel defaults of the CIS profile are kept; absent: the profile is not asked for. */
  readonly cisPath?: string | undefined;
}

export function kernelSteps({ id, cisPath }: KernelNeeds): readonly Step[] {
  const steps: Step[] = [
    moduleEnsure({
      id: `${id}.modules`,
      modules: ["br_netfilter", "overlay"],
      persistPath: `/etc/modules-load.d/bringup-${id}.conf`,
    }),
    sysctlEnsure({
      id: `${id}.sysctl`,
      values: { ...NETWORK, ...INOTIFY },
      persistPath: `/etc/sysctl.d/90-bringup-${id}.conf`,
    }),
  ];
  if (cisPath !== undefined)
    steps.push(
      sysctlEnsure({
        id: `${id}.sysctl-cis`,
        title: "Set the kernel defaults of the CIS profile",
        values: KERNEL_DEFAULTS,
        persistPath: cisPath,
      }),
    );
  return steps;
}
