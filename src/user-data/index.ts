/** Palette user-data: read, judged. Pure; no files. */
export { parseUserData } from "./parse.ts";
