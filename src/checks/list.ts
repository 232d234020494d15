import type { Check } from "./check.ts";
import { architecture } from "./hardware/architecture.ts";
import { bootKeys } from "./hardware/boot-keys.ts";
import { cores } from "./hardware/cores.ts";
import { cpuLevel } from "./hardware/cpu-level.ts";
import { cpuModel } from "./hardware/cpu-model.ts";
import { driveContents } from "./hardware/drive-contents.ts";
import { driveHealth } from "./hardware/drive-health.ts";
import { driveLatency } from "./hardware/drive-latency.ts";
import { driveType } from "./hardware/drive-type.ts";
import { efiPartition } from "./hardware/efi-partition.ts";
import { firmware } from "./hardware/firmware.ts";
import { gpu } from "./hardware/gpu.ts";
import { mainDrive } from "./hardware/main-drive.ts";
import { memory } from "./hardware/memory.ts";
import { temperature } from "./hardware/temperature.ts";
import { tpm } from "./hardware/tpm.ts";
import { virtualization } from "./hardware/virtualization.ts";
import { vmHosting } from "./hardware/vm-hosting.ts";
import { leftovers } from "./kubernetes/leftovers.ts";
import { ports } from "./kubernetes/ports.ts";
import { defaultRoute } from "./network/default-route.ts";
import { dns } from "./network/dns.ts";
import { hostname } from "./network/hostname.ts";
import { link } from "./network/link.ts";
import { cgroup } from "./system/cgroup.ts";
import { clockPlausible } from "./system/clock-plausible.ts";
import { clockSync } from "./system/clock-sync.ts";
import { filesystem } from "./system/filesystem.ts";
import { inodes } from "./system/inodes.ts";
import { kernel } from "./system/kernel.ts";
import { memoryPressure } from "./system/memory-pressure.ts";
import { modules } from "./system/modules.ts";
import { mounts } from "./system/mounts.ts";
import { os } from "./system/os.ts";
import { persistence } from "./system/persistence.ts";
import { space } from "./system/space.ts";
import { swap } from "./system/swap.ts";
import { sysctls } from "./system/sysctls.ts";
import { systemd } from "./system/systemd.ts";

/** Every check, in the order of the screen and the report. A new one is its file and a line here. */
export const CHECKS: readonly Check[] = [
  architecture,
  cpuModel,
  cores,
  memory,
  mainDrive,
  driveType,
  driveLatency,
  driveContents,
  gpu,
  firmware,
  tpm,
  virtualization,
  cpuLevel,
  driveHealth,
  temperature,
  vmHosting,
  bootKeys,
  efiPartition,
  // hardware end
  os,
  kernel,
  systemd,
  cgroup,
  swap,
  modules,
  sysctls,
  mounts,
  clockSync,
  clockPlausible,
  memoryPressure,
  space,
  inodes,
  filesystem,
  persistence,
  // system end
  link,
  defaultRoute,
  dns,
  hostname,
  // network end
  ports,
  leftovers,
  // kubernetes end
];
