import { architecture } from "./architecture.ts";
import { cgroup } from "./cgroup.ts";
import type { Check } from "./check.ts";
import { clockPlausible } from "./clock-plausible.ts";
import { clockSync } from "./clock-sync.ts";
import { cores } from "./cores.ts";
import { cpuModel } from "./cpu-model.ts";
import { defaultRoute } from "./default-route.ts";
import { dns } from "./dns.ts";
import { driveContents } from "./drive-contents.ts";
import { driveLatency } from "./drive-latency.ts";
import { driveType } from "./drive-type.ts";
import { firmware } from "./firmware.ts";
import { gpu } from "./gpu.ts";
import { hostname } from "./hostname.ts";
import { kernel } from "./kernel.ts";
import { leftovers } from "./leftovers.ts";
import { link } from "./link.ts";
import { mainDrive } from "./main-drive.ts";
import { memory } from "./memory.ts";
import { modules } from "./modules.ts";
import { mounts } from "./mounts.ts";
import { os } from "./os.ts";
import { ports } from "./ports.ts";
import { swap } from "./swap.ts";
import { sysctls } from "./sysctls.ts";
import { systemd } from "./systemd.ts";
import { tpm } from "./tpm.ts";
import { virtualization } from "./virtualization.ts";

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
