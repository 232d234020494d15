// A table: one row to a code.
import { pagesOf } from "./page.ts";

export const IMMUTABLE_PAGES = {
  ...pagesOf(
    {
      safe: "Looking at the host and planning again: nothing is changed.",
      related: ["bringup status", "bringup doctor"],
    },
    {
      HOST_OWNED: [
        "Another program sets up the clusters of this host.",
        "The agent of Palette is on it, or a Kairos provider is asked for a cluster by its user-data.",
        "Change the cluster where it is asked for; here it can be watched.",
      ],
      BOOT_FOR_REPAIR: [
        "An immutable host was started from its recovery system, or from the medium of an installer.",
        "Somebody chose it in the menu of the boot loader, or neither of its other systems starts.",
        "Start the active system: grub2-editenv /oem/grubenv set next_entry=cos, then reboot.",
      ],
      BOOT_STEPS_INVALID: [
        "What a start of this host has to do again is not as bringup wrote it.",
        "The file /usr/local/bringup/boot-steps.json was edited, damaged, or is of a newer version.",
        "Plan and apply the document of this host again: it is written anew.",
      ],
    },
  ),
  ...pagesOf(
    {
      safe: "Starting it again: nothing is erased before the name of the drive is typed.",
      related: ["bringup install", "bringup drives"],
    },
    {
      INSTALL_NOT_LIVE: [
        "The installer was started on a machine that was not started from a medium.",
        "The host is installed already, or it cannot be told what it was started from.",
      ],
      INSTALL_AGENT_MISSING: [
        "The program that writes the system onto a drive is not on this medium.",
        "The medium is not one of Kairos, or its agent lies in an unusual place.",
      ],
      INSTALL_DRIVE_UNFIT: [
        "The drive that was chosen will not do, or the drives cannot be listed.",
        "It is too small, or nobody could look at the drives of this machine.",
      ],
      INSTALL_OTHER_SYSTEM: [
        "Another drive of this machine still holds an edge system.",
        "The machine was installed before, on another drive: at each start chance decides between the two.",
      ],
      INSTALL_FAILED: [
        "The system was not written to the drive.",
        "The source could not be fetched or read, the drive failed, or it was interrupted.",
      ],
    },
  ),
};
