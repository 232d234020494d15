import type { Issue } from "../spec/index.ts";

export const HEADER = "#cloud-config";
/** As far as Kairos looks for it; Palette wants it on the first line. */
const LOOKED_AT = 10;

/** What is wrong with the first line, at its place. */
export function headerIssue(text: string): readonly Issue[] {
  const lines = text.split("\n", LOOKED_AT).map((line) => line.trimEnd());
  if (lines[0] === HEADER) return [];
  const later = lines.indexOf(HEADER);
  const hint = later < 0 ? `Put ${HEADER} on the first line, alone.` : "Move it to the first line.";
  const message =
    later < 0
      ? `the first line must be ${HEADER}`
      : `${HEADER} must be the first line, it is line ${later + 1}`;
  return [{ severity: "error", path: "", line: 1, column: 1, message, hint }];
}
