/** Palette user-data: read, judged, merged, taken over into our document, and written. Pure; no files. */
export { mergeUserData } from "./merge.ts";
export { parseUserData } from "./parse.ts";
export { type UserDataRow, userDataRows } from "./rows.ts";
export { viewOfAll, viewOfLayer } from "./said.ts";
export { toHost } from "./to-host.ts";
export { writeUserData } from "./write.ts";
