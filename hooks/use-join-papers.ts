import { useEffect, useState } from "react";
import type { FoundVersions, JoinField, JoinValues } from "../src/cluster/index.ts";
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

export interface JoinReading {
  /** What it lets this host into, or why it cannot be used. */
  readonly text: string;
  /** What it does not say, with what was said of it beside. */
  besides(values: JoinValues, found: FoundVersions): readonly AskedBeside[];
}

export type AskedBeside = JoinField & { readonly value: string };

const NOT_READ: readonly JoinReading[] = [];

/** Of each text in its turn; empty: not read yet. */
export function useJoinReadings(texts: readonly string[]): readonly JoinReading[] {
  const { clock } = useActions();
  const [readings, setReadings] = useState(NOT_READ);
  const all = JSON.stringify(texts);
  useEffect(() => {
    let isWanted = true;
    void readAll(JSON.parse(all), clock.nowMs()).then((read) => {
      if (isWanted) setReadings(read);
    });
    return () => {
      isWanted = false;
    };
  }, [all, clock]);
  return readings;
}

async function readAll(texts: readonly string[], nowMs: number): Promise<readonly JoinReading[]> {
  const { joinFields, joinReader, joinValue, joinWords } = await import("../src/cluster/index.ts");
  const read = await joinReader();
  return texts.map((text) => {
    const given = read(text);
    return {
      text: joinWords(given, nowMs).text,
      besides: (values, found) =>
        joinFields(given, values, found).map((field) => ({
          ...field,
          value: joinValue(field, values),
        })),
    };
  });
}
