/** Rows above the page itself: the host, the walk, a rule. */
const HEAD_ROWS = 3;

/** The line that is highlighted, and where it stands. */
export function highlightOf(text: string): string {
  const rows = text.split("\n");
  const place = rows.findIndex(isMarked);
  return `${place} ${rows[place]}`;
}

/** Where it is in the walk, else which view of a pop-up it is: nothing that counts or moves by itself. */
export function headOf(text: string): string {
  const [, walk = "", , title = ""] = text.split("\n");
  return />\w+/.exec(walk)?.[0] ?? `in ${title.split("   ")[0]}`;
}

export const bodyOf = (text: string): string => text.split("\n").slice(HEAD_ROWS).join("\n");

export const isTyping = (text: string): boolean => /Esc stop typing/.test(text);

/** Rows of the highlight and of the line that begins so; -1: not on this page. */
export function linesOf(text: string, label: string) {
  const rows = text.split("\n");
  const isWanted = (row: string, at: number) =>
    at >= HEAD_ROWS && /^[>^v ] /.test(row) && row.slice(2).startsWith(label);
  return { marked: rows.findIndex(isMarked), wanted: rows.findIndex(isWanted) };
}

export function isOn(text: string, label: string): boolean {
  const { marked, wanted } = linesOf(text, label);
  return marked >= 0 && marked === wanted;
}

const isMarked = (row: string, at: number): boolean => at >= HEAD_ROWS && row.startsWith("> ");
