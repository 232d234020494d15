/** Registration with a management plane, and the pictures it needs. */
export { deviceSpecOf } from "./device-spec.ts";
export { METHODS, methodOf } from "./methods/index.ts";
export { PAIRING_KEY_HELP, takesPairingKey } from "./pairing-key.ts";
export { PLANE_KINDS, type PlaneKindId, planeKindOf } from "./planes.ts";
export { layoutQr, type QrGlyphs, type QrLayout, type QrRun } from "./qr/layout.ts";
export { createRegistration, type Registration } from "./registration.ts";
export type { DesiredState } from "./turn.ts";
export type { Approval, RegistrationMethod, RegistrationState, RegistrationView } from "./view.ts";
export type { RegistrationOptions } from "./work.ts";
