/** What a terminal answers to a question; never a key. */
export type Reply =
  /** Where the cursor is, both from 1. */
  | { readonly is: "cursor"; readonly row: number; readonly column: number }
  | { readonly is: "size"; readonly rows: number; readonly columns: number }
  /** What it is, how it does, a setting, a colour: swallowed unless somebody wants it. */
  | { readonly is: "other"; readonly text: string };

/** `undefined`: a key, or noise. `body` is what follows `CSI`. */
export function replyOf(body: string): Reply | undefined {
  const cursor = /^\??(\d{1,5});(\d{1,5})(?:;\d+)?R$/.exec(body);
  if (cursor !== null) return { is: "cursor", row: Number(cursor[1]), column: Number(cursor[2]) };
  const size = /^8;(\d{1,5});(\d{1,5})t$/.exec(body);
  if (size !== null) return { is: "size", rows: Number(size[1]), columns: Number(size[2]) };
  const isOther = /^(?:[?>=][\d;]*c|\??\d+(?:;\d+)*n|\??[\d;]*\$y|\?\d*u|[\d;]+t)$/.test(body);
  return isOther ? { is: "other", text: body } : undefined;
}
