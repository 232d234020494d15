import { useEffect, useRef } from "react";
import { CLUSTER_FORM, draftsMoved, keptWords } from "../src/forms/index.ts";
import { useActions, useSession, useSlice } from "./session-provider.tsx";
import type { Form } from "./use-form.ts";

const NOTHING: Readonly<Record<string, string>> = {};

/** Keeps what was typed for a distribution until it is chosen again; gives what to say of it. */
export function useKeptDrafts(form: Form, chosen: string): readonly string[] {
  const { setField } = useActions();
  const offers = useSlice("offers");
  const drafts = useSession((state) => state.drafts[CLUSTER_FORM] ?? NOTHING);
  const before = useRef(chosen);
  useEffect(() => {
    if (offers === undefined) return;
    const from = before.current;
    before.current = chosen;
    for (const { name, text } of draftsMoved(offers, drafts, { from, to: chosen })) {
      const field = form.rows.find((row) => row.field.path === name)?.field;
      // With it goes what was found wrong in it.
      if (field !== undefined && text === undefined) form.undo(field);
      else setField(CLUSTER_FORM, name, text);
    }
  });
  return keptWords(offers, drafts, chosen);
}
