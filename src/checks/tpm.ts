import { cannotTell, defineCheck, pass, skip, warn } from "./check.ts";

export const tpm = defineCheck({
  id: "hardware.tpm",
  title: "TPM",
  group: "hardware",
  needs: ["firmware"],
  source: "Palette Edge, Trusted Boot",
  run({ firmware: { tpm } }) {
    if (tpm.is === "unknown") return cannotTell(tpm.why, "Check the firmware settings.");
    if (tpm.is === "absent") return skip("none; only Trusted Boot needs one");
    const { version } = tpm.value;
    const evidence = [`/sys/class/tpm/tpm0: version ${version}`];
    if (Number.parseFloat(version) >= 2) return pass(`version ${version}`, { evidence });
    return warn(`version ${version}`, {
      code: "TPM_TOO_OLD",
      expected: "version 2.0",
      remedy: "Switch the TPM to version 2.0 in the firmware, or plan without Trusted Boot.",
      why: "Trusted Boot seals keys to a TPM 2.0.",
      evidence,
    });
  },
});
