export { cellWidth, fitCells, oneCellEach, padCells, truncate, wrap } from "./cells.ts";
export { checkCharacter, groupId, withCheckCharacter } from "./id.ts";
export { keptAnswers } from "./kept-answers.ts";
export { nearest } from "./nearest.ts";
export { sanitize } from "./sanitize.ts";
