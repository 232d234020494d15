import { useState } from "react";
import { type Waiver, withWaivers } from "../src/forms/index.ts";
import { useActions, useSlice } from "./session-provider.tsx";

export interface Waivers {
  readonly isSaving: boolean;
  /** Both resolve with whether the document now says so; a refusal is shown by the session. */
  waive(id: string, reason: string): Promise<boolean>;
  takeBack(id: string): Promise<boolean>;
}

/** Waivers live in the document; the checks run again, so that list and plan follow at once. */
export function useWaivers(): Waivers {
  const { send } = useActions();
  const document = useSlice("document");
  const [isSaving, setSaving] = useState(false);

  async function save(change: (before: readonly Waiver[]) => readonly Waiver[]): Promise<boolean> {
    if (document === undefined || isSaving) return false;
    setSaving(true);
    const answer = await send(withWaivers(document, change));
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
