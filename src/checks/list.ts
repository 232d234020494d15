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
import { gpuTable } from "./hardware/gpu-table.ts";
import { mainDrive } from "./hardware/main-drive.ts";
import { memory } from "./hardware/memory.ts";
import { partitionPlan } from "./hardware/partition-plan.ts";
import { temperature } from "./hardware/temperature.ts";
import { tpm } from "./hardware/tpm.ts";
import { virtualization } from "./hardware/virtualization.ts";
import { vmHosting } from "./hardware/vm-hosting.ts";
import { bundleSpace } from "./kubernetes/bundle-space.ts";
import { certificates } from "./kubernetes/certificates.ts";
import { drain } from "./kubernetes/drain.ts";
import { engineAnswers } from "./kubernetes/engine-answers.ts";
import { leftovers } from "./kubernetes/leftovers.ts";
import { oldApis } from "./kubernetes/old-apis.ts";
import { ports } from "./kubernetes/ports.ts";
import { runtime } from "./kubernetes/runtime.ts";
import { addressLease } from "./network/address-lease.ts";
import { cidrOverlap } from "./network/cidr-overlap.ts";
import { cidrPrivate } from "./network/cidr-private.ts";
import { cidrSize } from "./network/cidr-size.ts";
import { conntrack } from "./network/conntrack.ts";
import { defaultRoute } from "./network/default-route.ts";
import { dns } from "./network/dns.ts";
import { dnsSearch } from "./network/dns-search.ts";
import { firewall } from "./network/firewall.ts";
import { forwardPolicy } from "./network/forward-policy.ts";
import { hostname } from "./network/hostname.ts";
import { hostnameAddress } from "./network/hostname-address.ts";
import { link } from "./network/link.ts";
import { linkQuality } from "./network/link-quality.ts";
import { manager } from "./network/manager.ts";
import { mtu } from "./network/mtu.ts";
import { nicDriver } from "./network/nic-driver.ts";
import { nodeAddress } from "./network/node-address.ts";
import { rpFilter } from "./network/rp-filter.ts";
import { vip } from "./network/vip.ts";
import { agentTools } from "./system/agent-tools.ts";
import { allowList } from "./system/allow-list.ts";
import { apparmor } from "./system/apparmor.ts";
import { authorities } from "./system/authorities.ts";
import { bootSlot } from "./system/boot-slot.ts";
import { cgroup } from "./system/cgroup.ts";
import { clockPlausible } from "./system/clock-plausible.ts";
import { clockSync } from "./system/clock-sync.ts";
import { commandLine } from "./system/command-line.ts";
import { competingWriters } from "./system/competing-writers.ts";
import { crashes } from "./system/crashes.ts";
import { filesystem } from "./system/filesystem.ts";
import { fips } from "./system/fips.ts";
import { inodes } from "./system/inodes.ts";
import { iptables } from "./system/iptables.ts";
import { kernel } from "./system/kernel.ts";
import { kernelConfig } from "./system/kernel-config.ts";
import { kernelLimits } from "./system/kernel-limits.ts";
import { machineId } from "./system/machine-id.ts";
import { memoryPressure } from "./system/memory-pressure.ts";
import { modules } from "./system/modules.ts";
import { mounts } from "./system/mounts.ts";
import { os } from "./system/os.ts";
import { ownCgroup } from "./system/own-cgroup.ts";
import { persistence } from "./system/persistence.ts";
import { programs } from "./system/programs.ts";
import { rootExpiry } from "./system/root-expiry.ts";
import { selinux } from "./system/selinux.ts";
import { space } from "./system/space.ts";
import { storageModules } from "./system/storage-modules.ts";
import { swap } from "./system/swap.ts";
import { sysctlFiles } from "./system/sysctl-files.ts";
import { sysctls } from "./system/sysctls.ts";
import { systemd } from "./system/systemd.ts";
import { systemdVersion } from "./system/systemd-version.ts";
import { umask } from "./system/umask.ts";

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
  gpuTable,
  partitionPlan,
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
  kernelConfig,
  storageModules,
  ownCgroup,
  sysctlFiles,
  kernelLimits,
  commandLine,
  bootSlot,
  fips,
  systemdVersion,
  programs,
  agentTools,
  iptables,
  selinux,
  apparmor,
  allowList,
  machineId,
  authorities,
  umask,
  rootExpiry,
  crashes,
  competingWriters,
  // system end
  link,
  defaultRoute,
  dns,
  hostname,
  linkQuality,
  mtu,
  nicDriver,
  nodeAddress,
  addressLease,
  hostnameAddress,
  dnsSearch,
  rpFilter,
  conntrack,
  cidrOverlap,
  cidrPrivate,
  cidrSize,
  vip,
  firewall,
  forwardPolicy,
  manager,
  // network end
  ports,
  leftovers,
  runtime,
  engineAnswers,
  bundleSpace,
  certificates,
  oldApis,
  drain,
  // kubernetes end
];
