import type { Issue, Unplaced } from "./issue.ts";
import { formatPath, parsePath, type Segments } from "./path.ts";
import type { Found, Tree } from "./read.ts";

/** A problem that says itself where it points to. */
export interface Raw extends Unplaced {
  /** Unknown names and bad names point at the name, all else at the value. */
  readonly side?: "key";
}

/** Everything found, with positions, in the order of the text, each thing once. */
export function arranged(tree: Tree, raws: readonly Raw[]): readonly Issue[] {
  const placed = [
    ...tree.found.map((found) => placedFound(found, tree)),
    ...raws.map((raw) => placedRaw(raw, tree)),
  ];
  const seen = new Set<string>();
  return placed
    .filter(({ path, message }) => {
      const same = `${path}\n${message}`;
      return !seen.has(same) && seen.add(same);
    })
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Beyond this many nobody reads on, least of all on a serial line. */
export const MOST_ISSUES = 200;

export function readable(issues: readonly Issue[]): readonly Issue[] {
  const next = issues[MOST_ISSUES];
  if (next === undefined) return issues;
  const message = `the document has ${issues.length - MOST_ISSUES} more problems from here on`;
  const hint = "Correct the ones above first.";
  const { line, column } = next;
  const rest: Issue = { severity: "error", path: "", line, column, message, hint };
  return [...issues.slice(0, MOST_ISSUES), rest];
}

function placedFound({ path, offset, message, hint }: Found, tree: Tree): Issue {
  const { line, column } = position(tree, offset);
  return { severity: "error", path: formatPath(path), line, column, message, hint };
}

function placedRaw({ severity, path, message, hint, side }: Raw, tree: Tree): Issue {
  const { line, column } = position(tree, offsetOf(parsePath(path) ?? [], side, tree));
  return { severity, path, line, column, message, hint };
}

/** What is missing is shown where it should have been: at the nearest section that exists. */
function offsetOf(path: Segments, side: "key" | undefined, tree: Tree): number {
  const place = tree.places.get(formatPath(path));
  if (place !== undefined) return side === "key" ? place.key : place.value;
  return path.length === 0 ? 0 : offsetOf(path.slice(0, -1), "key", tree);
}

function position(tree: Tree, offset: number): { readonly line: number; readonly column: number } {
  const { line, col } = tree.lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}
