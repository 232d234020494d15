import { useState } from "react";
import { emptyDocument, renderDocument, setIn } from "../src/spec/index.ts";
import { valueAt } from "./form-values.ts";
import { useActions, useSlice } from "./session-provider.tsx";

interface Waiver {
  readonly id: string;
  readonly reason: string;
}

export interface Waivers {
  readonly isSaving: boolean;
  /** Both resolve with whether the document now says so; a refusal is shown by the session. */
  waive(id: string, reason: string): Promise<boolean>;
  takeBack(id: string): Promise<boolean>;
}

const PATH = "spec.checks.waivers";

/** Waivers live in the document; the checks run again, so that list and plan follow at once. */
export function useWaivers(): Waivers {
  const { send } = useActions();
  const document = useSlice("document");
  const [isSaving, setSaving] = useState(false);

  async function save(change: (before: readonly Waiver[]) => readonly Waiver[]): Promise<boolean> {
    if (document === undefined || isSaving) return false;
    setSaving(true);
    const before = document.text.trim() === "" ? renderDocument(emptyDocument()) : document.text;
    const waivers = change(waiversOf(document.effective));
    const answer = await send({
      do: "save-document",
      documentText: setIn(before, [
        { path: PATH, value: waivers.length === 0 ? undefined : waivers },
      ]),
      expectedGeneration: document.generation,
    });
    setSaving(false);
    if (answer.is !== "ok") return false;
    void send({ do: "run-checks" });
    return true;
  }

  return {
    isSaving,
    waive: (id, reason) => save((before) => [...without(before, id), { id, reason }]),
    takeBack: (id) => save((before) => without(before, id)),
  };
}

const without = (waivers: readonly Waiver[], id: string) =>
  waivers.filter((waiver) => waiver.id !== id);

function waiversOf(document: unknown): readonly Waiver[] {
  const found = valueAt(document, PATH);
  return Array.isArray(found) ? (found as readonly Waiver[]) : [];
}
