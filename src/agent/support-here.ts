import { supportCollectors } from "../distributions/index.ts";
import type { HostIO } from "../engine/index.ts";
import {
  createHostGather,
  createMachineGather,
  createMachineHost,
  createRootHost,
  type Gather,
} from "../host/index.ts";
import { openSandbox } from "../rehearsal/index.ts";
import { COLLECTORS, type Collector, type SaveRequest } from "../support/index.ts";
import { readRememberedId } from "./remembered.ts";
import { defaultStateDir, type EngineOptions } from "./state-dir.ts";
import { ownCollectors, vaultValues } from "./support-own.ts";

export interface SupportHere
  extends Pick<SaveRequest, "gather" | "collectors" | "values" | "hostId" | "notes" | "files"> {
  /** Where bundles are put, the usual place first. */
  readonly folders: readonly string[];
  /** This machine: sticks, and the way out. */
  readonly machine: HostIO;
}

/** All a bundle of a host takes, by this very process: no agent, no network and no root are needed. */
export async function supportHere(options: EngineOptions): Promise<SupportHere> {
  const machine = createMachineHost();
  const gather = await gatherOf(options, machine);
  const stateDir = defaultStateDir(options);
  return {
    gather,
    machine,
    files: machine.files,
    collectors: await collectorsOf(options, gather),
    values: await vaultValues(stateDir, machine.files),
    hostId: (await idOf(options)) ?? (await nameOf(gather)),
    notes: process.geteuid?.() === 0 ? [] : [NOT_ROOT],
    folders: foldersOf(stateDir),
  };
}

const NOT_ROOT = "made without root: what only root may read is missing";

/** A full or read-only disk leaves what is in memory. */
export function foldersOf(stateDir: string): readonly string[] {
  return [`${stateDir}/support`, "/run/bringup/support", "/tmp/bringup-support"];
}

async function gatherOf(options: EngineOptions, machine: HostIO): Promise<Gather> {
  if (options.rehearse)
    return createHostGather(await openSandbox(defaultStateDir(options), machine));
  if (options.root !== undefined) return createHostGather(createRootHost({ root: options.root }));
  return createMachineGather();
}

/** What this program knows comes first: it is short, and says what to look for in the rest. */
async function collectorsOf(options: EngineOptions, gather: Gather): Promise<readonly Collector[]> {
  const contributed = await supportCollectors(gather).catch(() => []);
  return [...ownCollectors(options), ...COLLECTORS, ...contributed];
}

async function idOf(options: EngineOptions): Promise<string | undefined> {
  try {
    return readRememberedId(options)?.id;
  } catch {
    return undefined;
  }
}

async function nameOf({ read, files }: Gather): Promise<string> {
  const signal = AbortSignal.timeout(2000);
  try {
    if ((await files.stat("/etc/hostname")) === undefined) return "host";
    for await (const chunk of read("/etc/hostname", { maxBytes: 64, keep: "first", signal }))
      return Buffer.from(chunk).toString("latin1").trim();
  } catch {
    // A host without a name has bundles all the same.
  }
  return "host";
}
