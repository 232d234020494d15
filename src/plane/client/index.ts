export {
  createPlaneClient,
  type DesiredOutcome,
  enrolBody,
  type PlaneClient,
} from "./client.ts";
export type { Trouble } from "./trouble.ts";
