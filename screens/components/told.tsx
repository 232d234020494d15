import { useLayout } from "../../hooks/use-layout.ts";
import { wrap } from "../../src/text/index.ts";
import { toned } from "./line.tsx";
import { Lines } from "./lines.tsx";
import { sentence } from "./progress.ts";

interface ToldProps {
  /** Why something was not done; empty: nothing stands in the way. */
  readonly problem: string;
  /** What is to be said otherwise. */
  readonly note?: string;
}

/** As a whole: the line of remarks is one row, and would cut off what helps. */
export function Told({ problem, note = "" }: ToldProps) {
  const { width } = useLayout();
  const told = linesOf(problem || note, width);
  const tone = problem === "" ? "plain" : "fail";
  return <Lines lines={told.map((text) => [toned(text, tone)])} rows={told.length} />;
}

export const toldRows = (told: string, width: number): number => linesOf(told, width).length;

const linesOf = (told: string, width: number): readonly string[] =>
  told === "" ? [] : wrap(sentence(told), width);
