import { cannotTell, defineCheck, fail, pass, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";

export const firmware = defineCheck({
  ...ruleOf("hardware.firmware"),
  needs: ["firmware"],
  run({ firmware: { mode, secureBoot, biosVendor, biosVersion } }, { features }) {
    const maker = [biosVendor, biosVersion].filter(Boolean).join(" ");
    const evidence = [`/sys/firmware/efi: ${mode === "uefi" ? "present" : "missing"}`];
    if (maker !== "") evidence.push(`firmware: ${maker}`);
    if (mode === "bios") {
      const judge = features.includes("trusted-boot") ? fail : warn;
      return judge("no UEFI", {
        code: "FIRMWARE_NOT_UEFI",
        expected: "UEFI",
        remedy: "Switch the firmware to UEFI before installing; later it means a new install.",
        why: "Trusted Boot and the firmware's own recovery need UEFI.",
        evidence,
      });
    }
    if (secureBoot.is === "unknown") return cannotTell(`UEFI, Secure Boot: ${secureBoot.why}`);
    const isOn = secureBoot.is === "known" && secureBoot.value;
    return pass(`UEFI, Secure Boot ${isOn ? "on" : "off"}`, { evidence });
  },
});
