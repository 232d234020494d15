import type { Command, DocumentSlice } from "../session/index.ts";
import { emptyDocument, renderDocument, setIn } from "../spec/index.ts";
import { valueAt } from "./value-at.ts";

/** A finding somebody accepted; it lives in the document, so it is seen wherever that is read. */
export interface Waiver {
  /** Of the check. */
  readonly id: string;
  readonly reason: string;
}

const PATH = "spec.checks.waivers";

/** What to ask of the engine so that the document holds the changed list of waivers. */
export function withWaivers(
  document: DocumentSlice,
  change: (before: readonly Waiver[]) => readonly Waiver[],
): Command {
  const before = document.text.trim() === "" ? renderDocument(emptyDocument()) : document.text;
  const waivers = change(waiversOf(document.effective));
  return {
    do: "save-document",
    documentText: setIn(before, [
      { path: PATH, value: waivers.length === 0 ? undefined : waivers },
    ]),
    expectedGeneration: document.generation,
  };
}

function waiversOf(document: unknown): readonly Waiver[] {
  const found = valueAt(document, PATH);
  return Array.isArray(found) ? (found as readonly Waiver[]) : [];
}
