import { useEffect, useState } from "react";
import type { Answer } from "../src/session/index.ts";
import { useActions } from "./session-provider.tsx";

type JoinPapers = Extract<Answer, { is: "join-papers" }>;

/** Lines of members that somebody brought; a stick is mounted only when somebody wants it. */
export function useJoinPapers() {
  const { send } = useActions();
  const [found, setFound] = useState<JoinPapers | undefined>(undefined);
  const [isLooking, setLooking] = useState(false);
  /** `sticks`, or the path of a file of this host. */
  async function look(at: string): Promise<Answer> {
    setLooking(true);
    const answer = await send({ do: "look-for-join", at });
    setLooking(false);
    setFound(answer.is === "join-papers" ? answer : undefined);
    return answer;
  }
  return { found, isLooking, look };
}

/** What each line lets this host into, or why it cannot be used, as sentences; empty: not read yet. */
export function useJoinWords(lines: readonly string[]): readonly string[] {
  const { clock } = useActions();
  const [words, setWords] = useState<readonly string[]>([]);
  const all = lines.join("\n");
  useEffect(() => {
    let isWanted = true;
    void import("../src/cluster/index.ts").then(({ joinWords, readJoinPaper }) => {
      const said = all
        .split("\n")
        .map((line) => joinWords(readJoinPaper(line), clock.nowMs()).text);
      if (isWanted) setWords(said);
    });
    return () => {
      isWanted = false;
    };
  }, [all, clock]);
  return words;
}
