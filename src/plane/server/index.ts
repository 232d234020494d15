export type { PlaneEvent } from "./events.ts";
export { type Plane, type PlaneOptions, startPlane } from "./plane.ts";
export type { PlaneToken } from "./tokens.ts";
