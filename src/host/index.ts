/** The machine: three implementations of the contract in `src/engine/host.ts`, held to it by one suite. */
export {
  type CommandCall,
  type CommandStandIn,
  type CommandTable,
  exited,
} from "./commands.ts";
export { type Carried, carryFile, digestOnMedium } from "./disk/carry.ts";
export { saveStreamed } from "./disk/streamed.ts";
export { createHostGather } from "./gather/any-host.ts";
export type { Gather } from "./gather/gather.ts";
export { createMachineGather } from "./gather/machine.ts";
export { runHardwareTopic } from "./machine/hardware.ts";
export { createMachineHost, type MachineHostOptions } from "./machine/host.ts";
export { type MeasureDriveOptions, type MeasuredDrive, measureDrive } from "./measure-drive.ts";
export { createManualClock, type ManualClock, type ManualClockOptions } from "./memory/clock.ts";
export type { MemoryHost, MemoryHostOptions, MemoryHttpRequest } from "./memory/contract.ts";
export { createMemoryHost } from "./memory/host.ts";
export { PowerCut, type SideEffect, type SideEffectHook } from "./memory/power.ts";
export type { MemoryFile } from "./memory/start.ts";
export type { RunningService, ServiceBehaviour } from "./memory/units.ts";
export { isAlive, processIdentity } from "./process-identity.ts";
export {
  bootSandbox,
  createRootHost,
  type RootHost,
  type RootHostOptions,
  stopSandbox,
} from "./root/host.ts";
export { portFile } from "./root/ports.ts";
export { selfCommand, setSelfCommand } from "./self.ts";
export { UNIT_FOLDERS } from "./unit-file.ts";
