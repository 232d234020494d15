/** A plane that is reached by files alone, carried by a person. */
export { openFilePlane } from "./open-file-plane.ts";
