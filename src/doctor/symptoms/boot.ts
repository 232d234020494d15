// Over 100 lines by design: what can be wrong with the immutable system and the media it boots from.
import type { Disk } from "../../inventory/index.ts";
import { mountOf, readMounts } from "../../inventory/index.ts";
import { commandLineOf, onKairos } from "../circumstances.ts";
import { fromCheck } from "../from-check.ts";
import { agentJournal } from "../palette-agent.ts";
import type { Patient } from "../patient.ts";
import { cannotSay, clear, defineSymptom, found } from "../symptom.ts";
import { traceIn } from "../traces.ts";
import { userDataSays } from "../user-data.ts";

const REFUSED = /read-only file system/i;

export const readOnlySystem = defineSymptom({
  id: "boot.read-only-system",
  code: "SYSTEM_READ_ONLY",
  row: "D8",
  title: "Something wants to write to the system, and it is read-only",
  cause: "The system of an appliance is an image that nobody changes in place.",
  source: "Palette Edge, troubleshooting; Kairos",
  when: [onKairos],
  async probe(patient) {
    const root = mountOf("/", await readMounts(patient.host));
    if (root !== undefined && !root.options.includes("ro")) return clear("/ is writable");
    const [own, all] = [await agentJournal(patient), await patient.mentions()];
    const trace = traceIn([...(all.is === "known" ? all.value : []), ...own], REFUSED);
    if (trace !== undefined)
      return found(["possible", "cosmetic"], ["/ is mounted read-only", trace.line]);
    return all.is === "unknown" ? cannotSay(all.why) : clear("/ is read-only, and nobody minds");
  },
  fix: [
    "Write to /usr/local, /oem or another folder that is kept, or put the change into a stage of the user-data.",
    "For one boot only: at the GRUB menu press e, add rd.cos.debugrw to the line that begins with linux, and press F10.",
  ],
});

/** As the check of the boot slot calls it. */
const PASSIVE = "the fallback system";

export const failedUpgrade = defineSymptom({
  id: "boot.failed-upgrade",
  code: "UPGRADE_FELL_BACK",
  row: "D17",
  title: "After an upgrade the host runs the old system and does not rejoin its cluster",
  cause: "The new system did not start, and the boot loader fell back to the one before.",
  source: "Palette Edge, known issues",
  when: [onKairos],
  async probe(patient) {
    const line = await commandLineOf(patient);
    const words = line.split(" ").filter((word) => /upgrade_failure|COS_PASSIVE/.test(word));
    const seen = words.map((word) => `/proc/cmdline: ${word}`);
    if (line.includes("upgrade_failure")) return found(["certain", "node-down"], seen);
    const slot = await patient.check("system.boot-slot");
    if (slot.status === "unknown" && seen.length === 0) return cannotSay(slot.observed);
    if (seen.length > 0 || slot.observed === PASSIVE)
      return found(["likely", "degraded"], [...seen, `Started: ${slot.observed}`]);
    return clear(`Started: ${slot.observed}`);
  },
  fix: [
    "Read what happened: journalctl -b -1, and /var/log/stylus-upgrade.log.",
    "Start the new system once more: grub2-editenv /oem/grubenv set next_entry=cos && reboot.",
    "It falls back again: repair the cause, then upgrade again.",
  ],
});

/** Kairos marks with it that it was started from a medium. */
const LIVE = "/run/cos/live_mode";

export const installMedium = defineSymptom({
  id: "boot.install-medium",
  code: "INSTALL_MEDIUM_LEFT_IN",
  row: "D25",
  title: "The installer starts again after every installation",
  cause: "The medium it was started from is still in, and comes before the drive.",
  source: "Palette Edge, troubleshooting",
  async probe(patient) {
    if ((await patient.host.files.stat(LIVE)) !== undefined)
      return clear("this is the installer itself");
    const disks = await disksOf(patient);
    const media = disks.filter((disk) => !disk.isMain && isInstaller(disk));
    const [medium] = media;
    if (medium === undefined) return clear("no medium of an installer is in");
    const isInstalled = disks.some((disk) => labelsOf(disk).includes("COS_STATE"));
    const evidence = media.map((disk) => `${disk.path}: ${labelsOf(disk).join(", ") || "ISO"}`);
    if (!isInstalled) return found(["possible", "cosmetic"], evidence);
    const restarts = (await userDataSays(patient, "install.reboot")) === true;
    const why = restarts ? ["install.reboot: true"] : [];
    return found([restarts ? "certain" : "likely", "degraded"], [...evidence, ...why]);
  },
  fix: [
    "Take the medium out, or unmount it in the console of the machine, then reboot.",
    "Use install.poweroff instead of install.reboot where media stay in.",
  ],
});

export const otherSystem = defineSymptom({
  id: "boot.other-system",
  code: "OTHER_SYSTEM_ON_DRIVE",
  row: "D26",
  title: "The installer stops: there are Kairos partitions already",
  cause: "A drive still holds the system of an earlier installation.",
  source: "PaletteAI appliance, installation",
  async probe({ check }) {
    const result = await check("hardware.drive-contents");
    return fromCheck(result, ["DRIVE_HOLDS_OTHER_SYSTEM"], ["certain", "degraded"]);
  },
  fix: [
    "See which drive it is: lsblk -o NAME,SIZE,LABEL,MODEL.",
    "Save what is needed, then let the installer wipe it, or wipefs -a /dev/NAME: all data on it is lost.",
  ],
});

async function disksOf(patient: Patient): Promise<readonly Disk[]> {
  const { disks } = await patient.inventory();
  if (disks.is === "unknown") throw new Error(disks.why);
  return disks.is === "known" ? disks.value : [];
}

function labelsOf({ contents }: Disk): readonly string[] {
  return contents.flatMap(({ label }) => label ?? []);
}

function isInstaller(disk: Disk): boolean {
  return (
    labelsOf(disk).some((label) => /^(COS|KAIROS)_LIVE$/i.test(label)) ||
    (disk.removable && disk.contents.some(isSystemImage))
  );
}

/** Site user-data comes on an ISO of its own, and belongs there. */
function isSystemImage({ filesystem, label }: Disk["contents"][number]): boolean {
  return filesystem === "iso9660" && label?.toLowerCase() !== "cidata";
}
