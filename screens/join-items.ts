import type { AskedBeside } from "../hooks/use-join-papers.ts";
import { wrap } from "../src/text/index.ts";
import type { FormItem } from "./components/form-list.tsx";

/** A line of a member has no blanks; those of a distribution have, also where they go on in the next line. */
export const inOneLine = (text: string): string =>
  text.includes("bringup-join-") ? text.replace(/\s+/g, "") : text.replace(/\s*\n\s*/g, " ");

/** A secret is told by its length alone. */
export function besideItem(asked: AskedBeside, width: number): FormItem {
  const { name, label, kind, choices, value, details } = asked;
  const secret = value === "" ? "-" : `${value.length} characters, kept in memory only`;
  return {
    ...{ id: name, label, kind, editable: value, details: lines(details, width) },
    ...(choices === undefined ? {} : { choices }),
    ...(kind === "secret" ? { shown: secret } : {}),
  };
}

export const isPath = (line: string): boolean => line.trim().startsWith("/");

export function shownLine(line: string): string {
  if (line === "") return "-";
  return isPath(line) ? line.trim() : `${line.length} characters, kept in memory only`;
}

export const lines = (text: string, width: number) => wrap(text, width).map((row) => [row]);
