import type { Check } from "./check.ts";
import { architecture } from "./hardware/architecture.ts";
import { cores } from "./hardware/cores.ts";
import { cpuModel } from "./hardware/cpu-model.ts";
import { driveContents } from "./hardware/drive-contents.ts";
import { driveLatency } from "./hardware/drive-latency.ts";
import { driveType } from "./hardware/drive-type.ts";
import { firmware } from "./hardware/firmware.ts";
import { gpu } from "./hardware/gpu.ts";
import { mainDrive } from "./hardware/main-drive.ts";
import { memory } from "./hardware/memory.ts";
import { tpm } from "./hardware/tpm.ts";
import { virtualization } from "./hardware/virtualization.ts";
import { leftovers } from "./kubernetes/leftovers.ts";
import { ports } from "./kubernetes/ports.ts";
import { defaultRoute } from "./network/default-route.ts";
import { dns } from "./network/dns.ts";
import { hostname } from "./network/hostname.ts";
import { link } from "./network/link.ts";
import { cgroup } from "./system/cgroup.ts";
import { clockPlausible } from "./system/clock-plausible.ts";
import { clockSync } from "./system/clock-sync.ts";
import { kernel } from "./system/kernel.ts";
import { modules } from "./system/modules.ts";
import { mounts } from "./system/mounts.ts";
import { os } from "./system/os.ts";
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
  link,
  defaultRoute,
  dns,
  hostname,
  ports,
  leftovers,
];
