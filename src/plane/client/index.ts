export {
  createPlaneClient,
  type DesiredOutcome,
  type EnrolOutcome,
  enrolBody,
  type HeartbeatOutcome,
  type PlaneClient,
  type PollOutcome,
  type TokenOutcome,
  type WellKnownOutcome,
} from "./client.ts";
export type { Trouble } from "./trouble.ts";
