import { defineCheck, fail, pass, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";

const IOMMU = "/sys/class/iommu";

export const vmHosting = defineCheck({
  ...ruleOf("hardware.vm-hosting"),
  needs: ["virtualization"],
  async run({ virtualization: { canHost } }, { host }) {
    const units = (await host.files.list(IOMMU)) ?? [];
    const evidence = [
      `vmx, svm or /dev/kvm: ${canHost ? "there" : "missing"}`,
      `${IOMMU}: ${units.join(", ") || "none"}`,
    ];
    if (!canHost) {
      return fail("cannot run virtual machines", {
        code: "VIRTUALIZATION_OFF",
        expected: "VT-x or AMD-V",
        remedy: "Switch VT-x or AMD-V on in the firmware; in a virtual machine, let it be nested.",
        why: "Virtual machines need it; without it none starts.",
        evidence,
      });
    }
    if (units.length > 0) return pass("virtual machines and their devices", { evidence });
    return warn("no IOMMU", {
      code: "IOMMU_OFF",
      expected: "VT-d or AMD-Vi",
      remedy:
        "Switch VT-d or AMD-Vi on in the firmware, and intel_iommu=on on the kernel command line.",
      why: "Devices cannot be handed to virtual machines without it.",
      evidence,
    });
  },
});
