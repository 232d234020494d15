// A table: one row to a code.
import { pagesOf } from "../page.ts";
import { CHECKED } from "./checked.ts";

export const HARDWARE_PAGES = pagesOf(CHECKED, {
  ARCHITECTURE_UNSUPPORTED: [
    "The processor is of a kind that nothing is built for.",
    "Only amd64 and arm64 are.",
    "Use another machine.",
  ],
  ARCHITECTURE_UNVERIFIED: [
    "Nobody tried this board.",
    "Of arm64 boards only a few were verified.",
    "Try it on a bench before it goes to a site.",
  ],
  CORES_BELOW_MINIMUM: [
    "The machine has fewer cores than a node needs.",
    "A small machine, or cores that a hypervisor keeps.",
    "Give it more cores, or use another machine.",
  ],
  CPU_FEATURES_MISSING: [
    "The processor lacks instructions that images are built for.",
    "An old processor, or a hypervisor that hides them.",
    "Pass the host's processor through to the guest, or use a newer machine.",
  ],
  CPU_UNVERIFIED: [
    "Nobody verified this processor model.",
    "It is outside of the list of the requirements.",
    "Go on if it does what you need; know that nobody tried it.",
  ],
  MEMORY_BELOW_MINIMUM: [
    "The machine has less memory than a node needs.",
    "A small machine, a module that is not seated, or memory kept by graphics.",
    "Fit more memory; below the minimum the control plane gets evicted under load.",
  ],
  MEMORY_TIGHT: [
    "Programs wait for memory now.",
    "Something else on this host uses what a node needs.",
    "Find it with ps --sort=-rss and stop it.",
  ],
  MAIN_DRIVE_BELOW_MINIMUM: [
    "The main drive is smaller than a node needs.",
    "Images, logs and data grow; the minimum has room for that.",
    "Fit a larger drive, or choose another one to install to.",
  ],
  MAIN_DRIVE_NOT_SSD: [
    "The main drive turns.",
    "etcd and Dqlite wait for every write; a rotating disk makes them wait too long.",
    "Use an SSD or NVMe, at least for the datastore.",
  ],
  DRIVE_TOO_SLOW: [
    "A small write takes too long to be durable.",
    "A slow or worn drive, a busy virtual disk, or a controller without a battery.",
    "Measure again when the machine is idle; if it stays so, use another drive.",
  ],
  DRIVE_FAILING: [
    "A drive says of itself that it fails.",
    "Worn cells, bad sectors, or a temperature that was too high.",
    "Save what is on it and replace it.",
  ],
  DRIVE_HOLDS_DATA: [
    "The drive that would be used has something on it.",
    "It was used before.",
    "Look at its contents; choose another drive, or wipe this one knowingly.",
  ],
  DRIVE_HOLDS_OTHER_SYSTEM: [
    "Another operating system is on the drive that would be used.",
    "The machine was used before, or boots two systems.",
    "Make sure that nobody needs it before it is overwritten.",
  ],
  EFI_PARTITION_TOO_SMALL: [
    "The EFI partition has no room for what is put there.",
    "It was made for one kernel; signed images are larger.",
    "Install with a larger EFI partition.",
  ],
  FIRMWARE_NOT_UEFI: [
    "The machine boots the old way, without UEFI.",
    "Legacy mode or CSM is on in the firmware.",
    "Switch the firmware to UEFI and install again.",
  ],
  BOOT_KEYS_LOCKED: [
    "The keys of Secure Boot cannot be changed.",
    "The firmware is not in setup mode.",
    "Clear the keys in the firmware so that it enters setup mode.",
  ],
  TPM_MISSING: [
    "There is no TPM that can be used.",
    "None is fitted, or it is off in the firmware.",
    "Switch it on in the firmware (fTPM, PTT), or fit one.",
  ],
  TPM_TOO_OLD: [
    "The TPM is of version 1.2.",
    "An old module; version 2.0 is needed.",
    "Update its firmware where the maker offers that, or fit another one.",
  ],
  GPU_TABLE_MALFORMED: [
    "The site's own table of GPUs has mistakes.",
    "An entry lacks a field, or it is no JSON list.",
    "Correct the table; what is wrong in it is left out.",
  ],
  INSTALL_DRIVE_MISSING: [
    "The drive to install to is not on this host.",
    "A name that changes from boot to boot, or another machine.",
    "Choose one that is there, by its stable name.",
  ],
  PARTITION_PLAN_WRONG: [
    "The partitions that are asked for cannot be made.",
    "Sizes that do not fit, or a file system that there is none of.",
    "Correct the sizes and names in the document.",
  ],
  PARTITION_PLAN_ODD: [
    "The partitions that are asked for can be made, and look like a mistake.",
    "A size in the wrong unit, or a folder that usually has more room.",
    "Look at them again before the installer does it.",
  ],
  GPU_WITHOUT_DRIVER: [
    "There is a GPU and no driver for it.",
    "The driver is not installed, or not built for this kernel.",
    "Install the driver of its maker for this kernel.",
  ],
  IOMMU_OFF: [
    "Devices cannot be handed to virtual machines.",
    "The IOMMU (VT-d, AMD-Vi) is off in the firmware or on the kernel command line.",
    "Switch it on in the firmware and on the kernel command line.",
  ],
  VIRTUALIZATION_OFF: [
    "The processor does not virtualise.",
    "VT-x or AMD-V is off in the firmware, or a hypervisor does not pass it on.",
    "Switch it on in the firmware, or nested virtualisation in the hypervisor.",
  ],
  TOO_HOT: [
    "A part of the machine is hotter than it should be.",
    "Dust, a fan that stands, or a closed cabinet.",
    "Look at fans and air; a hot machine slows down first and stops then.",
  ],
});
