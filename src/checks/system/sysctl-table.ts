import type { EdgeHost } from "../../spec/index.ts";

export interface WantedSysctl {
  readonly name: string;
  readonly value: number;
  /** Anything from the value up is right. */
  readonly isMinimum?: true;
}

/** Palette Edge, agent mode hardening; inotify as busy nodes need it. */
const FOR_EVERY_NODE: readonly WantedSysctl[] = [
  { name: "net.ipv4.ip_forward", value: 1 },
  { name: "net.bridge.bridge-nf-call-iptables", value: 1 },
  { name: "net.bridge.bridge-nf-call-ip6tables", value: 1 },
  { name: "fs.inotify.max_user_instances", value: 1024, isMinimum: true },
  { name: "fs.inotify.max_user_watches", value: 524_288, isMinimum: true },
  { name: "vm.max_map_count", value: 262_144, isMinimum: true },
];

/** With the CIS profile the kubelet exits at once when one of these differs. */
const FOR_CIS: readonly WantedSysctl[] = [
  { name: "vm.overcommit_memory", value: 1 },
  { name: "vm.panic_on_oom", value: 0 },
  { name: "kernel.panic", value: 10 },
  { name: "kernel.panic_on_oops", value: 1 },
];

/** With pods on IPv6 the kernel has to pass on that too. */
const FOR_IPV6: readonly WantedSysctl[] = [{ name: "net.ipv6.conf.all.forwarding", value: 1 }];

export function wantedSysctls(document: EdgeHost | undefined): readonly WantedSysctl[] {
  const { hardening, podCidr = "" } = document?.spec.cluster ?? {};
  return [
    ...FOR_EVERY_NODE,
    ...(podCidr.includes(":") ? FOR_IPV6 : []),
    ...(hardening === "cis" ? FOR_CIS : []),
  ];
}
