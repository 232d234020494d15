/**
 * The management plane: the contract of an edge host with it, the client a host uses, and a reference
 * server for rehearsal and tests.
 */
export {
  badAnswer,
  createBudget,
  cutOff,
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
export { signDesired, verifyDesired } from "./desired.ts";
export type {
  DeviceDisk,
  DeviceGpu,
  DeviceNic,
  DeviceOs,
  DevicePartition,
  DeviceSpec,
} from "./device-spec.ts";
export { enrolBody, parseEnrolBody } from "./enrol-body.ts";
export {
  type ApprovalClaims,
  type FileAnswer,
  type FileRequest,
  isMeantSigner,
  MAX_PLANE_FILE_BYTES,
  readFileAnswer,
  readFileRequest,
  respondToFile,
  type Signer,
  verifyApproval,
  writeFileAnswer,
  writeFileRequest,
} from "./files/index.ts";
export {
  bodyDigest,
  createHostKey,
  fingerprintOf,
  type HostKey,
  restoreHostKey,
} from "./host-key.ts";
export type {
  CarriedFile,
  DesiredAsked,
  DesiredInForce,
  DesiredOutcome,
  EnrolAsked,
  Enrolment,
  EnrolOutcome,
  FileLook,
  HeartbeatAsked,
  HeartbeatOutcome,
  HostEvent,
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
  TakeOutcome,
} from "./port.ts";
export {
  type FolderDesk,
  openPlaneFolder,
  type Plane,
  type PlaneEvent,
  type PlaneOptions,
  type PlaneToken,
  servePlaneFolder,
  startPlane,
} from "./server/index.ts";
