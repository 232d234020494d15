import { cannotTell, defineCheck, fail, pass, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";
import { readKernelSettings } from "./kernel-settings.ts";

/** Kubernetes, system verification: without these no container starts. */
const REQUIRED = [
  ...["NAMESPACES", "NET_NS", "PID_NS", "IPC_NS", "UTS_NS"],
  ...["CGROUPS", "CGROUP_DEVICE", "CGROUP_FREEZER", "CGROUP_PIDS", "CGROUP_SCHED"],
  ...["CPUSETS", "MEMCG", "VETH", "BRIDGE", "KEYS", "POSIX_MQUEUE", "SECCOMP"],
];
/** Some networks, limits and policies need them. */
const USEFUL = [
  ...["NETFILTER_XT_MATCH_COMMENT", "NETFILTER_XT_MATCH_MULTIPORT"],
  ...["NETFILTER_XT_MATCH_STATISTIC", "IP_SET", "BPF_SYSCALL", "CGROUP_HUGETLB"],
];

export const kernelConfig = defineCheck({
  ...ruleOf("system.kernel-config"),
  needs: ["kernel"],
  async run({ kernel: { release } }, { host }) {
    const text = await readKernelSettings(host, release);
    if (text === undefined) return cannotTell("the kernel does not say what it was built with");
    const off = (names: readonly string[]) =>
      names.filter((name) => !new RegExp(`^CONFIG_${name}=[ym]$`, "m").test(text));
    const [missing, lacking] = [off(REQUIRED), off(USEFUL)];
    const evidence = [
      `${REQUIRED.length - missing.length} of ${REQUIRED.length} required settings are on`,
      `${USEFUL.length - lacking.length} of ${USEFUL.length} useful settings are on`,
    ];
    const finding = {
      expected: "all built in or as modules",
      remedy: "Install the usual kernel of the system in place of a cut-down one.",
      evidence,
    };
    if (missing.length > 0) {
      return fail(`without ${missing.join(", ")}`, {
        ...finding,
        code: "KERNEL_CONFIG_MISSING",
        why: "Containers cannot be kept apart and limited without these parts of the kernel.",
      });
    }
    if (lacking.length === 0) return pass("complete", { evidence });
    return warn(`without ${lacking.join(", ")}`, {
      ...finding,
      code: "KERNEL_CONFIG_LACKING",
      why: "Some pod networks, policies and limits need these parts of the kernel.",
    });
  },
});
