import type { Change } from "../engine/index.ts";

export type DiffLine = Change["lines"][number];

/** What decides equality, and what is shown: they differ where a secret is masked. */
export interface ComparedLine {
  readonly key: string;
  readonly shown: string;
}

/** Lines of a diff beyond this are counted, not listed. */
const MAX_LINES = 200;
/** Unchanged lines shown around a change. */
const CONTEXT = 2;
/** Cells of the comparison table; beyond it the whole middle counts as replaced. */
const MAX_CELLS = 1_000_000;

/** Line diff with a little context; empty when nothing differs. */
export function diffLines(
  before: readonly ComparedLine[],
  after: readonly ComparedLine[],
): readonly DiffLine[] {
  const all = compare(before, after);
  if (all.every((line) => line.sign === " ")) return [];
  const near = withContext(all);
  if (near.length <= MAX_LINES) return near;
  const rest = near.slice(MAX_LINES).filter((line) => line.sign !== " ").length;
  return [...near.slice(0, MAX_LINES), { sign: " ", text: `.. ${rest} more changed lines` }];
}

function compare(before: readonly ComparedLine[], after: readonly ComparedLine[]): DiffLine[] {
  const head = commonHead(before, after);
  const tail = commonTail(before.slice(head), after.slice(head));
  const old = before.slice(head, before.length - tail);
  const now = after.slice(head, after.length - tail);
  const middle =
    old.length * now.length > MAX_CELLS
      ? [...old.map(signed("-")), ...now.map(signed("+"))]
      : longestCommon(old, now);
  return [
    ...before.slice(0, head).map(signed(" ")),
    ...middle,
    ...after.slice(after.length - tail).map(signed(" ")),
  ];
}

/** Classic table of the longest common subsequence, walked from its start. */
function longestCommon(old: readonly ComparedLine[], now: readonly ComparedLine[]): DiffLine[] {
  const common = commonLengths(old, now);
  const lines: DiffLine[] = [];
  let row = 0;
  let column = 0;
  for (;;) {
    const gone = old[row];
    const come = now[column];
    if (gone === undefined) return [...lines, ...now.slice(column).map(signed("+"))];
    if (come === undefined) return [...lines, ...old.slice(row).map(signed("-"))];
    const move = moveAt({ isSame: gone.key === come.key, common, row, column });
    lines.push(signed(SIGNS[move])(move === "old" ? gone : come));
    if (move !== "now") row += 1;
    if (move !== "old") column += 1;
  }
}

/** Which side goes on: both with an equal line, else the one that leaves more in common. */
const SIGNS = { both: " ", old: "-", now: "+" } as const;

interface Place {
  readonly isSame: boolean;
  readonly row: number;
  readonly column: number;
  readonly common: (row: number, column: number) => number;
}

function moveAt({ isSame, common, row, column }: Place): keyof typeof SIGNS {
  if (isSame) return "both";
  return common(row + 1, column) >= common(row, column + 1) ? "old" : "now";
}

/** How long the longest common subsequence is from a row and a column on. */
function commonLengths(old: readonly ComparedLine[], now: readonly ComparedLine[]) {
  const width = now.length + 1;
  const table = new Uint32Array((old.length + 1) * width);
  const cell = (row: number, column: number) => table[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row--) {
    for (let column = now.length - 1; column >= 0; column--) {
      const isSame = old[row]?.key === now[column]?.key;
      table[row * width + column] = isSame
        ? cell(row + 1, column + 1) + 1
        : Math.max(cell(row + 1, column), cell(row, column + 1));
    }
  }
  return cell;
}

function withContext(lines: readonly DiffLine[]): DiffLine[] {
  const near = new Uint8Array(lines.length);
  for (const [index, line] of lines.entries())
    if (line.sign !== " ") near.fill(1, Math.max(0, index - CONTEXT), index + CONTEXT + 1);
  const kept: DiffLine[] = [];
  let last = -1;
  for (const [index, line] of lines.entries()) {
    if (near[index] === 0) continue;
    if (index > last + 1) kept.push({ sign: " ", text: ".." });
    kept.push(line);
    last = index;
  }
  return kept;
}

function commonHead(before: readonly ComparedLine[], after: readonly ComparedLine[]): number {
  const most = Math.min(before.length, after.length);
  let count = 0;
  while (count < most && before[count]?.key === after[count]?.key) count += 1;
  return count;
}

function commonTail(before: readonly ComparedLine[], after: readonly ComparedLine[]): number {
  return commonHead(before.toReversed(), after.toReversed());
}

function signed(sign: DiffLine["sign"]) {
  return ({ shown }: ComparedLine): DiffLine => ({ sign, text: shown });
}
