import { useEffect, useState } from "react";
import {
  type ContentFinding,
  type GivenImport,
  importParams,
  isStickFolder,
  whyNotDone,
  whyUnseen,
} from "../src/session/index.ts";
import { useActions } from "./session-provider.tsx";

export interface ContentPage {
  /** `undefined`: nobody has answered yet. */
  readonly finding: ContentFinding | undefined;
  /** What goes on now. */
  readonly busy: "looking" | "planning" | undefined;
  /** Archives and profiles on what is plugged in. */
  look(): Promise<ContentFinding | undefined>;
  /** Resolves with what kept it from being planned; `undefined`: it is. */
  planImport(given: GivenImport): Promise<string | undefined>;
  planRemoval(name: string): Promise<string | undefined>;
}

const NOTHING: ContentFinding = { here: [], offers: [], problems: [] };

/** What is here is asked for at once; a stick is mounted only when somebody wants it. */
export function useContent(): ContentPage {
  const { send } = useActions();
  const [finding, setFinding] = useState<ContentFinding | undefined>(undefined);
  const [busy, setBusy] = useState<ContentPage["busy"]>(undefined);
  useEffect(() => {
    void send({ do: "list-content" }).then((answer) => {
      if (answer.is === "content") setFinding((now) => now ?? answer.finding);
    });
  }, [send]);

  async function look(): Promise<ContentFinding | undefined> {
    setBusy("looking");
    const answer = await send({ do: "look-for-content" });
    setBusy(undefined);
    if (answer.is !== "content") return undefined;
    setFinding(answer.finding);
    return answer.finding;
  }

  async function plan(operation: string, params: Readonly<Record<string, string>>) {
    setBusy("planning");
    const answer = await send({ do: "plan-operation", operation, params });
    setBusy(undefined);
    return answer.is === "planned" ? undefined : (whyNotDone(answer) ?? "It could not be planned.");
  }

  async function planImport(given: GivenImport): Promise<string | undefined> {
    const seen = isStickFolder(given.from) ? await look() : (finding ?? NOTHING);
    if (seen === undefined) return "The USB sticks were not looked at, so nothing is planned.";
    const unseen = whyUnseen(given.from, seen);
    if (unseen !== undefined) return `${unseen}.`;
    return plan("import-content", importParams(given, seen.offers));
  }

  return {
    ...{ finding, busy, look, planImport },
    planRemoval: (name) => plan("remove-content", { name }),
  };
}
