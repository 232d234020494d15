import { useEffect, useState } from "react";
import type { Answer, Command } from "../src/session/index.ts";
import { useActions } from "./session-provider.tsx";

type Question = Extract<Command["do"], "audit" | "list-runs">;
type AnswerThat<Is extends Answer["is"]> = Extract<Answer, { is: Is }>;

interface Asked<Is> {
  readonly question: Question;
  /** The kind of answer that is kept; any other changes nothing. */
  readonly is: Is;
  /** Asked again whenever this is another. */
  readonly since: unknown;
}

/** What the engine says of something that no slice has; `undefined` until it is known. */
export function useAnswer<Is extends Answer["is"]>({ question, is, since }: Asked<Is>) {
  const { send } = useActions();
  const [kept, keep] = useState<AnswerThat<Is> | undefined>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `since` says when an answer is out of date
  useEffect(() => {
    let isWanted = true;
    const isKept = (answer: Answer): answer is AnswerThat<Is> => isWanted && answer.is === is;
    void send({ do: question }).then((answer) => {
      if (isKept(answer)) keep(answer);
    });
    return () => {
      isWanted = false;
    };
  }, [send, question, is, since]);
  return kept;
}
