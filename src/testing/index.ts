/**
 * The door `bringup/testing`: a whole machine in memory, a clock that never waits, power cuts at
 * any side effect.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { createMemoryHost } from "bringup/testing";
 *
 * const host = createMemoryHost({ files: { "/etc/hostname": "old" } });
 * const bootId = await host.bootId();
 *
 * // What was written durably is still there after a power cut; the boot is another one.
 * await host.files.writeAtomic("/etc/hostname", "rack12-edge1", { mode: 0o644 });
 * host.powerCut();
 * assert.equal(host.text("/etc/hostname"), "rack12-edge1");
 * assert.notEqual(await host.bootId(), bootId);
 * ```
 */
export {
  type CommandCall,
  type CommandStandIn,
  type CommandTable,
  createManualClock,
  createMemoryHost,
  exited,
  type ManualClock,
  type ManualClockOptions,
  type MemoryFile,
  type MemoryHost,
  type MemoryHostOptions,
  type MemoryHttpRequest,
  PowerCut,
  type RunningService,
  type ServiceBehaviour,
  type SideEffect,
  type SideEffectHook,
} from "../host/index.ts";
export { everyPowerCut, type PowerCuts } from "./power-cuts.ts";
