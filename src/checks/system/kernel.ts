import { cannotTell, defineCheck, fail, pass, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";

const REQUIRED = [4, 19] as const;
/** Kubernetes, "About cgroup v2". */
const ADVISED = [5, 8] as const;
/** Calico with IPv6 fails on these builds of Ubuntu: the MARK target of ip6tables is broken. */
const CALICO_BREAKS = /^(5\.15\.0-12[78]|6\.8\.0-5[78]|6\.8\.0-1022)-/;

export const kernel = defineCheck({
  ...ruleOf("system.kernel"),
  needs: ["kernel"],
  run({ kernel: { release } }, { document }) {
    const version = /^(\d+)\.(\d+)/.exec(release);
    if (version === null) return cannotTell(`release ${release} is not a version`);
    const found = [Number(version[1]), Number(version[2])] as const;
    const evidence = [`/proc/sys/kernel/osrelease: ${release}`];
    if (isOlder(found, REQUIRED)) {
      return fail(release, {
        code: "KERNEL_TOO_OLD",
        expected: "4.19",
        remedy: "Install a newer kernel or operating system.",
        why: "Kubernetes refuses to start on this kernel.",
        evidence,
      });
    }
    if (document?.spec.cluster?.cni === "calico" && CALICO_BREAKS.test(release)) {
      return warn(release, {
        code: "KERNEL_BREAKS_CALICO",
        expected: "another build",
        remedy: "Install another kernel, choose another pod network, or switch IPv6 off.",
        why: "Calico with IPv6 fails on this build.",
        evidence,
      });
    }
    if (!isOlder(found, ADVISED)) return pass(release, { evidence });
    return warn(release, {
      code: "KERNEL_OLD",
      expected: "5.8",
      remedy: "Plan a newer kernel.",
      why: "Before 5.8 cgroup v2 lacks parts that container runtimes rely on.",
      evidence,
    });
  },
});

function isOlder(
  [major, minor]: readonly [number, number],
  [thanMajor, thanMinor]: readonly [number, number],
): boolean {
  return major === thanMajor ? minor < thanMinor : major < thanMajor;
}
