import { useRef } from "react";
import { whyNotDone } from "../src/session/index.ts";
import { useActions } from "./session-provider.tsx";

export interface GivenToJoin {
  readonly line: string;
  readonly artefacts: string;
  /** What was said beside it. */
  readonly values: Readonly<Record<string, string>>;
}

interface NotPlanned {
  readonly why: string;
  /** Where it has to be said. */
  readonly field?: string | undefined;
}

interface Previewing {
  readonly onPlanned: () => void;
  readonly setPlanning: (isPlanning: boolean) => void;
}

/** Resolves with what kept it from being planned; `undefined`: it is, or another try goes on. */
export function useJoinPlan({ onPlanned, setPlanning }: Previewing) {
  const { send, store, clock } = useActions();
  const isBusy = useRef(false);
  return async ({ line, ...rest }: GivenToJoin): Promise<NotPlanned | undefined> => {
    const { snapshot } = store.getState();
    if (snapshot === null || isBusy.current) return undefined;
    isBusy.current = true;
    setPlanning(true);
    try {
      const { joinAsked, joinReader } = await import("../src/cluster/index.ts");
      const { document, offers } = snapshot;
      const askedArtefacts = document.effective.spec.cluster?.artefacts;
      const found = offers?.found ?? [];
      const read = line.trim() === "" ? undefined : (await joinReader())(line);
      const wish = { ...rest, given: read, documentText: document.text, found, askedArtefacts };
      const asked = joinAsked(wish, clock.nowMs());
      if (asked.is === "not-yet") return asked;
      const { documentText, secrets } = asked;
      const answer = await send({ do: "plan", documentText, secrets });
      if (answer.is === "planned") onPlanned();
      const why = whyNotDone(answer);
      return why === undefined ? undefined : { why };
    } finally {
      isBusy.current = false;
      setPlanning(false);
    }
  };
}
