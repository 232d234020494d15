/** Registration with a management plane, and the pictures it needs. */
export {
  type DeviceDisk,
  type DeviceGpu,
  type DeviceNic,
  type DeviceOs,
  type DevicePartition,
  type DeviceSpec,
  deviceSpecOf,
} from "./device-spec.ts";
export { METHODS, type Method, methodOf } from "./methods/index.ts";
export { planeAddress } from "./plane-address.ts";
export { encodeQr, type QrMatrix } from "./qr/encode.ts";
export { layoutQr, type QrGlyphs, type QrLayout, type QrRequest, type QrRun } from "./qr/layout.ts";
export {
  createRegistration,
  type Registration,
  type RegistrationOptions,
  type StartRequest,
} from "./registration.ts";
export type { HostStatus } from "./turn.ts";
export type { Approval, RegistrationMethod, RegistrationState, RegistrationView } from "./view.ts";
