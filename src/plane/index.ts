/**
 * The management plane: the contract of an edge host with it, the client a host uses, and a reference
 * server for rehearsal and tests.
 */
export {
  badAnswer,
  failureTrouble,
  notAPlane,
  openPlaneV1,
  planeTrouble,
  type Trouble,
  whatAnswered,
} from "./client/index.ts";
export {
  type EnrolRequest,
  type HeartbeatRequest,
  type HostDescription,
  INSTANCE_HEADER,
  signingKey,
} from "./contract.ts";
export { verifyDesired } from "./desired.ts";
export type {
  DeviceDisk,
  DeviceGpu,
  DeviceNic,
  DeviceOs,
  DevicePartition,
  DeviceSpec,
} from "./device-spec.ts";
export { enrolBody, parseEnrolBody } from "./enrol-body.ts";
export { createHostKey, fingerprintOf, type HostKey, restoreHostKey } from "./host-key.ts";
export type {
  DesiredAsked,
  DesiredOutcome,
  EnrolAsked,
  Enrolment,
  EnrolOutcome,
  HeartbeatAsked,
  HeartbeatOutcome,
  InventoryAsked,
  InventoryOutcome,
  OpenPlanePort,
  PendingEnrolment,
  PlanePort,
  PlanePortOptions,
  PollAsked,
  PollOutcome,
  PortMemory,
  RemoveOutcome,
} from "./port.ts";
export {
  filePlaneStore,
  type Plane,
  type PlaneEvent,
  type PlaneOptions,
  type PlaneToken,
  startPlane,
} from "./server/index.ts";
