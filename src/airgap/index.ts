/** A plane that is reached by files alone, carried by a person. */
export { answerName } from "./names.ts";
export { openFilePlane } from "./open-file-plane.ts";
export { readPlaneFile } from "./read-file.ts";
export { answerOnSticks, type FoundAnswer, writeToStick } from "./sticks.ts";
