/** Media a person plugs in: found, mounted read-only, looked through, and always let go again. */
export { filesOn } from "./files.ts";
export { type CarriedText, putNewOnStick, putOnStick } from "./put.ts";
export { type Stick, type StickLook, visitSticks } from "./visit.ts";
