/**
 * The door `bringup/testing`: a whole machine in memory, a clock that never waits, power cuts at
 * any side effect.
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
