import type { Symptom } from "./symptom.ts";
import { emptyBlobs } from "./symptoms/empty-blobs.ts";
import { kernelModules } from "./symptoms/kernel-modules.ts";
import { noexecMounts } from "./symptoms/noexec-mounts.ts";
import { varTmpMode } from "./symptoms/var-tmp-mode.ts";
import { zramSwap } from "./symptoms/zram-swap.ts";

/**
 * What can be wrong on any host, in the order of the table. Distributions bring their own. A new one is
 * its file and a line here.
 */
export const SYMPTOMS: readonly Symptom[] = [
  emptyBlobs,
  varTmpMode,
  kernelModules,
  noexecMounts,
  zramSwap,
];
