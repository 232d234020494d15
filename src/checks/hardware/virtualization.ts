import { defineCheck, fail, pass } from "../check.ts";
import { ruleOf } from "../rules.ts";

export const virtualization = defineCheck({
  ...ruleOf("hardware.virtualization"),
  needs: ["virtualization"],
  run({ virtualization: { kind, canHost } }) {
    if (kind === "container") {
      return fail("inside a container", {
        code: "INSIDE_CONTAINER",
        expected: "a machine of its own",
        remedy: "Run bringup on the host itself, or on a virtual machine.",
        why: "A node needs its own kernel settings, cgroups and mounts.",
      });
    }
    const where = kind === "none" ? "bare metal" : `virtual machine (${kind})`;
    const hosting = canHost ? "can run virtual machines" : "cannot run virtual machines";
    return pass(where, { evidence: [`${hosting} (vmx, svm or /dev/kvm)`] });
  },
});
