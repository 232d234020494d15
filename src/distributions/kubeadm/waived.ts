import type { EdgeHost } from "../../spec/index.ts";

/** What kubeadm calls the checks that a person may waive here. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  "hardware.cores": ["NumCPU"],
  "hardware.memory": ["Mem"],
  "system.kernel": ["SystemVerification"],
  "system.cgroup": ["SystemVerification"],
  "system.swap": ["Swap"],
  "network.hostname": ["Hostname"],
};

/** Pure. A waiver of ours holds for kubeadm too; nothing else is ever ignored. */
export function ignoredChecks({ spec }: EdgeHost): readonly string[] {
  const waived = (spec.checks?.waivers ?? []).flatMap(({ id }) => NAMES[id] ?? []);
  return [...new Set(waived)].toSorted();
}
