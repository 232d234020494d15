export type { Decision } from "./decisions.ts";
export type { PlaneEvent } from "./events.ts";
export {
  type PendingRequest,
  type Plane,
  type PlaneHost,
  type PlaneOptions,
  startPlane,
} from "./plane.ts";
export type { PlaneData, PlaneStore } from "./state.ts";
export { filePlaneStore } from "./store.ts";
export type { PlaneToken } from "./tokens.ts";
