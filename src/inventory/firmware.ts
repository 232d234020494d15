import { ABSENT, type Fact, factOf, type HostView, unknown } from "../engine/index.ts";
import { given } from "./dmi.ts";
import { readDetail, readValue } from "./read.ts";
import type { Firmware } from "./types.ts";

const SECURE_BOOT = "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";
const TPM = "/sys/class/tpm";

export async function observeFirmware(host: HostView): Promise<Firmware> {
  const entries = await host.files.list("/sys/firmware");
  if (entries === undefined) throw new Error("/sys/firmware is missing");
  const mode = entries.includes("efi") ? "uefi" : "bios";
  const [secureBoot, tpm, biosVendor, biosVersion] = await Promise.all([
    mode === "uefi" ? observeSecureBoot(host) : ABSENT,
    observeTpm(host),
    readDetail(host, "/sys/class/dmi/id/bios_vendor"),
    readDetail(host, "/sys/class/dmi/id/bios_version"),
  ]);
  return { mode, secureBoot, tpm, ...given({ biosVendor, biosVersion }) };
}

/** An EFI variable is four bytes of attributes, then its value. */
function observeSecureBoot(host: HostView): Promise<Fact<boolean>> {
  return factOf(async () => {
    const bytes = await host.files.read(SECURE_BOOT);
    if (bytes === undefined) return undefined;
    if (bytes.length < 5) throw new Error("the SecureBoot variable is cut short");
    return bytes[4] === 1;
  });
}

async function observeTpm(host: HostView): Promise<Firmware["tpm"]> {
  const devices = await factOf(() => host.files.list(TPM));
  if (devices.is === "unknown") return devices;
  const device =
    devices.is === "known" ? devices.value.find((name) => /^tpm\d/.test(name)) : undefined;
  if (device !== undefined) return tpmVersion(host, device);
  // The firmware may announce one that this kernel has no driver for.
  const announced = await factOf(() => host.files.stat("/sys/firmware/acpi/tables/TPM2"));
  if (announced.is === "known")
    return unknown("the firmware announces a TPM, the kernel shows none");
  return announced.is === "unknown" ? announced : ABSENT;
}

/** `tpm_version_major` exists since Linux 5.6; older kernels show a 2.0 by its resource manager. */
async function tpmVersion(host: HostView, device: string): Promise<Firmware["tpm"]> {
  return factOf(async () => {
    const major = await readValue(host, `${TPM}/${device}/tpm_version_major`);
    if (major !== undefined) return { version: major === "1" ? "1.2" : `${major}.0` };
    const managers = await host.files.list("/sys/class/tpmrm");
    return { version: managers !== undefined && managers.length > 0 ? "2.0" : "1.2" };
  });
}
