import { cannotTell, defineCheck, fail, pass, skip, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";

export const tpm = defineCheck({
  ...ruleOf("hardware.tpm"),
  needs: ["firmware"],
  run({ firmware: { tpm } }, { features }) {
    const isNeeded = features.includes("trusted-boot");
    if (tpm.is === "unknown") return cannotTell(tpm.why, "Check the firmware settings.");
    if (tpm.is === "absent" && !isNeeded) return skip("none; only Trusted Boot needs one");
    if (tpm.is === "absent") return fail("none", { ...TOO_LITTLE, code: "TPM_MISSING" });
    const { version } = tpm.value;
    const evidence = [`/sys/class/tpm/tpm0: version ${version}`];
    if (Number.parseFloat(version) >= 2) return pass(`version ${version}`, { evidence });
    const judge = isNeeded ? fail : warn;
    return judge(`version ${version}`, { ...TOO_LITTLE, code: "TPM_TOO_OLD", evidence });
  },
});

const TOO_LITTLE = {
  expected: "version 2.0",
  remedy: "Switch a TPM 2.0 on in the firmware, or plan without Trusted Boot.",
  why: "Trusted Boot seals keys to a TPM 2.0.",
};
