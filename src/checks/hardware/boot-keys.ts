import type { HostView } from "../../engine/index.ts";
import { cannotTell, defineCheck, fail, pass, skip } from "../check.ts";
import { ruleOf } from "../rules.ts";

/** UEFI, global variables: 1 while keys may be enrolled without a signature. */
const SETUP_MODE = "/sys/firmware/efi/efivars/SetupMode-8be4df61-93ca-11d2-aa0d-00e098032b8c";
/** Written by an image that was started as one signed file. */
const OWN_IMAGE = "/run/cos/uki_boot_mode";

export const bootKeys = defineCheck({
  ...ruleOf("hardware.boot-keys"),
  needs: ["firmware"],
  async run({ firmware: { mode, secureBoot } }, { host }) {
    if (mode === "bios") return skip("no UEFI, see Firmware");
    const isOwn = (await host.files.stat(OWN_IMAGE)) !== undefined;
    const isOn = secureBoot.is === "known" && secureBoot.value;
    if (isOwn && isOn)
      return pass("started with keys of its own", { evidence: [`${OWN_IMAGE}: there`] });
    const isSetup = await inSetupMode(host);
    if (isSetup === undefined) return cannotTell("the firmware does not say whether it takes keys");
    const evidence = [`SetupMode: ${isSetup ? 1 : 0}`];
    if (isSetup) return pass("in setup mode, takes keys", { evidence });
    return fail("takes no keys", {
      code: "BOOT_KEYS_LOCKED",
      expected: "setup mode, or keys of its own",
      remedy: "Clear the keys of Secure Boot in the firmware, which puts it in setup mode.",
      why: "Trusted Boot starts only what is signed with keys of its own, and they cannot be enrolled.",
      evidence,
    });
  },
});

/** Four bytes of attributes, then the value. */
async function inSetupMode(host: HostView): Promise<boolean | undefined> {
  const bytes = await host.files.read(SETUP_MODE);
  return bytes === undefined || bytes.length < 5 ? undefined : bytes[4] === 1;
}
