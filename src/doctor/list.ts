import type { Symptom } from "./symptom.ts";
import { contentDefects, resetDefects, staleConnections } from "./symptoms/agent-defects.ts";
import { failedUpgrade, installMedium, otherSystem, readOnlySystem } from "./symptoms/boot.ts";
import { calicoKernel } from "./symptoms/calico-kernel.ts";
import { cniOwnership } from "./symptoms/cni-ownership.ts";
import { signedImages } from "./symptoms/content.ts";
import { discardOff } from "./symptoms/drives.ts";
import { emptyBlobs } from "./symptoms/empty-blobs.ts";
import {
  clockWrong,
  dockerBeside,
  nfsMasked,
  ptraceScope,
  rsyncMissing,
  sysctlOverridden,
} from "./symptoms/hardening.ts";
import { kernelModules } from "./symptoms/kernel-modules.ts";
import { kubeVipDns, kubeVipLease } from "./symptoms/kube-vip.ts";
import { guestWithoutAddress, tunnelOffload, twoDefaultRoutes } from "./symptoms/network.ts";
import { noexecMounts } from "./symptoms/noexec-mounts.ts";
import { airgapImages, ciliumApparmor, paletteWebhook, webhookTrust } from "./symptoms/pods.ts";
import { duplicateHost, withoutProject } from "./symptoms/registration.ts";
import { containerdState } from "./symptoms/runtime.ts";
import { forwardDropped, tunnelMtu } from "./symptoms/tunnels.ts";
import { varTmpMode } from "./symptoms/var-tmp-mode.ts";
import { zramSwap } from "./symptoms/zram-swap.ts";

/**
 * What can be wrong on any host, in the order of the table (palette-edge.md 8). Distributions bring their
 * own. A new one is its file, or a part of one, and a line here.
 */
export const SYMPTOMS: readonly Symptom[] = [
  emptyBlobs,
  kubeVipDns,
  ciliumApparmor,
  guestWithoutAddress,
  readOnlySystem,
  kubeVipLease,
  paletteWebhook,
  varTmpMode,
  discardOff,
  cniOwnership,
  webhookTrust,
  failedUpgrade,
  containerdState,
  calicoKernel,
  airgapImages,
  signedImages,
  duplicateHost,
  withoutProject,
  installMedium,
  otherSystem,
  kernelModules,
  noexecMounts,
  ptraceScope,
  rsyncMissing,
  nfsMasked,
  sysctlOverridden,
  zramSwap,
  dockerBeside,
  clockWrong,
  twoDefaultRoutes,
  staleConnections,
  tunnelOffload,
  tunnelMtu,
  forwardDropped,
  resetDefects,
  contentDefects,
];
