import type { Fact, HostView } from "../engine/index.ts";
import { observeBoot } from "./boot.ts";
import { observeCpu } from "./cpu.ts";
import { factWithin } from "./deadline.ts";
import { observeDisks } from "./disks.ts";
import { observeDmi } from "./dmi.ts";
import { observeFirmware } from "./firmware.ts";
import { observeGpus } from "./gpus.ts";
import { observeKernel } from "./kernel.ts";
import { observeMemory } from "./memory.ts";
import { observeNics } from "./nics.ts";
import { observeOs } from "./os.ts";
import type { Inventory } from "./types.ts";
import { observeVirtualization } from "./virtualization.ts";

/** Subjects read kernel files, which answer at once or hang with the device behind them. */
const FILES_MS = 2000;
/** Subjects that start a child process, on an Atom busy with its first boot. */
const CHILD_MS = 5000;

/** The machine as found. Never throws and never takes longer than the longest deadline, 5 s. */
export async function observeInventory(
  host: HostView,
  { signal }: { readonly signal: AbortSignal },
): Promise<Inventory> {
  const files = <T>(read: (host: HostView) => Promise<T | undefined>): Promise<Fact<T>> =>
    factWithin({ timeoutMs: FILES_MS, signal }, () => read(host));
  const child = <T>(read: (host: HostView, signal: AbortSignal) => Promise<T | undefined>) =>
    factWithin({ timeoutMs: CHILD_MS, signal }, (inner) => read(host, inner));
  const [cpu, memory, disks, nics, gpus, firmware, dmi, os, kernel, virtualization, boot] =
    await Promise.all([
      child(observeCpu),
      files(observeMemory),
      child(observeDisks),
      child(observeNics),
      files(observeGpus),
      files(observeFirmware),
      files(observeDmi),
      files(observeOs),
      files(observeKernel),
      files(observeVirtualization),
      files(observeBoot),
    ]);
  return { cpu, memory, disks, nics, gpus, firmware, dmi, os, kernel, virtualization, boot };
}
