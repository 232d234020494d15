import { mountOf, readMounts } from "../../inventory/index.ts";
import { defineCheck, fail, pass } from "../check.ts";
import { readNeeded } from "../read.ts";
import { ruleOf } from "../rules.ts";

const ROOT = "/sys/fs/cgroup";
const NEEDED = ["cpu", "cpuset", "memory", "pids", "io"];

export const cgroup = defineCheck({
  ...ruleOf("system.cgroup"),
  needs: [],
  async run(_, { host }) {
    const mount = mountOf(ROOT, await readMounts(host));
    const evidence = [`${ROOT}: ${mount?.filesystem ?? "not mounted"}`];
    if (mount?.mountPoint !== ROOT || mount.filesystem !== "cgroup2") {
      return fail(mount?.mountPoint === ROOT ? "v1" : "not mounted", {
        code: "CGROUP_NOT_V2",
        expected: "v2",
        remedy: "Boot with systemd.unified_cgroup_hierarchy=1 on the kernel command line.",
        why: "Current kubelets refuse to start on cgroup v1.",
        evidence,
      });
    }
    const text = await readNeeded(host, `${ROOT}/cgroup.controllers`);
    const controllers = text.trim().split(/\s+/);
    evidence.push(`${ROOT}/cgroup.controllers: ${controllers.join(" ")}`);
    const missing = NEEDED.filter((name) => !controllers.includes(name));
    if (missing.length === 0) return pass("v2", { evidence });
    return fail(`v2 without ${missing.join(", ")}`, {
      code: "CGROUP_CONTROLLER_MISSING",
      expected: NEEDED.join(", "),
      remedy: `Enable them on the kernel command line (cgroup_enable=${missing[0]}).`,
      why: "The kubelet cannot limit pods without these controllers.",
      evidence,
    });
  },
});
