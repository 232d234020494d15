import { type Fact, known } from "../engine/index.ts";
import type { SettingRow } from "./domain.ts";

interface RowParts {
  readonly path: string;
  readonly title: string;
  readonly wanted: string | undefined;
  readonly seen: Fact<string>;
  /** When equality of the texts is not what decides. */
  readonly inForce?: boolean | undefined;
  readonly note?: string | undefined;
  readonly parts?: SettingRow["parts"] | undefined;
}

export function settingRow(parts: RowParts): SettingRow {
  const { path, title, wanted, seen, note, parts: made } = parts;
  return {
    path,
    title,
    ...(wanted === undefined ? {} : { wanted }),
    seen,
    inForce: isInForce(parts),
    ...(note === undefined ? {} : { note }),
    ...(made === undefined ? {} : { parts: made }),
  };
}

function isInForce(parts: RowParts): boolean | undefined {
  const { wanted, seen } = parts;
  if (wanted === undefined || seen.is === "unknown") return undefined;
  if ("inForce" in parts) return parts.inForce;
  return seen.is === "known" && seen.value === wanted;
}

/** The same fact as text. */
export function factText<T>(fact: Fact<T>, text: (value: T) => string): Fact<string> {
  return fact.is === "known" ? known(text(fact.value)) : fact;
}

/** Whether all that is asked is there, in whatever order and company. */
export function hasAll(
  wanted: readonly string[] | undefined,
  seen: Fact<readonly string[]>,
): boolean | undefined {
  if (wanted === undefined || seen.is === "unknown") return undefined;
  if (seen.is === "absent") return false;
  return wanted.every((item) => seen.value.includes(item));
}
