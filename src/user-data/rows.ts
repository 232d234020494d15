import { parseCertificates } from "../certificates/index.ts";
import { MASK, redact } from "../secrets/index.ts";
import { formatPath, isMap, type Segments } from "../spec/index.ts";
import { sanitize } from "../text/index.ts";
import { namesAreChosen, namesBelow, parameterAt } from "./lookup.ts";
import { isWithin, type MergedUserData } from "./merge.ts";
import type { Parameter } from "./parameter.ts";

/** One thing that user-data says, for a person; nothing secret is in it. */
export interface UserDataRow {
  readonly path: string;
  readonly shown: string;
  /** Who said it: the names of layers, weakest first. */
  readonly from: readonly string[];
  /** In a few words; absent: not a parameter that is known here. */
  readonly meaning?: string;
  /** The field of our document it has to do with; absent: there is none, and it is left alone. */
  readonly field?: string;
}

/** Everything that is said, in the order it is said. */
export function userDataRows(merged: MergedUserData): readonly UserDataRow[] {
  return rowsAt(merged.value, [], merged);
}

function rowsAt(value: unknown, path: Segments, merged: MergedUserData): readonly UserDataRow[] {
  if (isMap(value) && isOpened(path))
    return Object.entries(value).flatMap(([name, inner]) => rowsAt(inner, [...path, name], merged));
  const parameter = parameterAt(path) ?? parameterAt(path.slice(0, -1));
  const isKnown = parameterAt(path) !== undefined || parameter?.form === "pairs";
  return [
    {
      path: formatPath(path),
      shown: isSecret(path, parameter) ? MASK : shownOf(value, path),
      from: saidBy(path, merged),
      ...(isKnown && parameter !== undefined ? { meaning: parameter.meaning } : {}),
      ...(parameter?.field === undefined ? {} : { field: parameter.field }),
    },
  ];
}

/** What is not known may well be one, by its name. */
function isSecret(path: Segments, parameter: Parameter | undefined): boolean {
  if (parameter !== undefined) return parameter.secret === true;
  return /pass|token|secret|key/i.test(String(path.at(-1)));
}

/** A section whose names are listed or chosen is shown by what is in it; what is in stages is not. */
function isOpened(path: Segments): boolean {
  if (path.length === 0) return true;
  const parameter = parameterAt(path);
  return parameter !== undefined && (namesBelow(path).length > 0 || namesAreChosen(path));
}

function saidBy(path: Segments, { origins }: MergedUserData): readonly string[] {
  const whole = formatPath(path);
  return [
    ...new Set(
      Object.keys(origins).flatMap((leaf) => (isWithin(leaf, whole) ? (origins[leaf] ?? []) : [])),
    ),
  ];
}

function shownOf(value: unknown, path: Segments): string {
  if (path.at(-1) === "caCerts" && Array.isArray(value))
    return value
      .flatMap((entry) => parseCertificates(String(entry)).certificates)
      .map(({ subject }) => sanitize(subject))
      .join(", ");
  if (Array.isArray(value))
    return value.every((entry) => typeof entry !== "object")
      ? plain(value.join(", "))
      : countOf(value.length, "entry", "entries");
  if (isMap(value)) return countOf(Object.keys(value).length, "setting", "settings");
  return value === null ? "nothing" : plain(String(value));
}

/** A proxy may have its password in its URL; text may be anything. */
function plain(text: string): string {
  return sanitize(redact(text.replace(/\s*\n\s*/g, " ").trim()));
}

const countOf = (count: number, one: string, many: string) =>
  `${count} ${count === 1 ? one : many}`;
