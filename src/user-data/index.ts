/** Palette user-data: read, judged, merged, taken over into our document, and written. Pure; no files. */
export { keptOf } from "./kept.ts";
export {
  type ByLayer,
  layerHosts,
  USER_DATA_LAYERS,
  type UserDataLayer,
} from "./layers.ts";
export { mergeUserData } from "./merge.ts";
export type { Section } from "./parameter.ts";
export { parseUserData } from "./parse.ts";
export { type UserDataRow, userDataRows } from "./rows.ts";
export { viewOfAll, viewOfLayer } from "./said.ts";
export { type Refused, toHost } from "./to-host.ts";
export { writeUserData } from "./write.ts";
