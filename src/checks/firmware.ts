import { cannotTell, defineCheck, pass, warn } from "./check.ts";

export const firmware = defineCheck({
  id: "hardware.firmware",
  title: "Firmware",
  group: "hardware",
  needs: ["firmware"],
  source: "Palette Edge, Trusted Boot",
  run({ firmware: { mode, secureBoot, biosVendor, biosVersion } }) {
    const maker = [biosVendor, biosVersion].filter(Boolean).join(" ");
    const evidence = [`/sys/firmware/efi: ${mode === "uefi" ? "present" : "missing"}`];
    if (maker !== "") evidence.push(`firmware: ${maker}`);
    if (mode === "bios") {
      return warn("no UEFI", {
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
