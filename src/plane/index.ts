/**
 * The management plane: the contract of an edge host with it, the client a host uses, and a reference
 * server for rehearsal and tests.
 */
export {
  createPlaneClient,
  type DesiredOutcome,
  enrolBody,
  type PlaneClient,
  type Trouble,
} from "./client/index.ts";
export {
  type EnrolmentAnswer,
  type HeartbeatRequest,
  type HostDescription,
  INSTANCE_HEADER,
  signingKey,
} from "./contract.ts";
export { verifyDesired } from "./desired.ts";
export { createHostKey, fingerprintOf, type HostKey, restoreHostKey } from "./host-key.ts";
export {
  filePlaneStore,
  type Plane,
  type PlaneEvent,
  type PlaneOptions,
  type PlaneToken,
  startPlane,
} from "./server/index.ts";
