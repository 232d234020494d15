export type { AuditEntry } from "./audit.ts";
export type { PlaneEvent } from "./events.ts";
export {
  type FolderDesk,
  type FolderPlane,
  openPlaneFolder,
  servePlaneFolder,
} from "./folder.ts";
export { type Plane, type PlaneOptions, startPlane } from "./plane.ts";
export type { PlaneToken } from "./tokens.ts";
