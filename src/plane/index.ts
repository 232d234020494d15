/**
 * The management plane: the contract of an edge host with it, the client a host uses, and a reference
 * server for rehearsal and tests.
 */
export {
  createPlaneClient,
  type DesiredOutcome,
  type EnrolOutcome,
  enrolBody,
  type HeartbeatOutcome,
  type PlaneClient,
  type PollOutcome,
  type TokenOutcome,
  type Trouble,
  type WellKnownOutcome,
} from "./client/index.ts";
export type {
  DesiredClaims,
  EnrolmentAnswer,
  EnrolRequest,
  HeartbeatRequest,
  HostDescription,
  SigningKey,
} from "./contract.ts";
export { signingKey } from "./contract.ts";
export { type DesiredVerdict, verifyDesired } from "./desired.ts";
export { createHostKey, fingerprintOf, type HostKey, restoreHostKey } from "./host-key.ts";
export {
  type Decision,
  filePlaneStore,
  type PendingRequest,
  type Plane,
  type PlaneEvent,
  type PlaneHost,
  type PlaneOptions,
  type PlaneStore,
  type PlaneToken,
  startPlane,
} from "./server/index.ts";
