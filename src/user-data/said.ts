import { formatPath, parsePath, type Segments, valueAt } from "../spec/index.ts";
import { isWithin, type MergedUserData } from "./merge.ts";
import type { Section } from "./parameter.ts";
import { PARAMETERS } from "./parameters.ts";

/** Stands where a secret was, in user-data that is kept on a host: no token has blanks. */
export const KEPT_APART = "(kept apart)";

/** What user-data says, and in which spelling. */
export interface Said {
  readonly value: unknown;
  readonly path: Segments;
}

/** User-data to take fields from: all of it, or what one layer had a part in. */
export interface View {
  readonly root: Section;
  /** Whether the layer that is meant said something at this path or below it. */
  isOwn(path: Segments): boolean;
}

export function viewOfAll(root: Section): View {
  return { root, isOwn: () => true };
}

export function viewOfLayer({ value, origins }: MergedUserData, name: string): View {
  const own = Object.keys(origins).filter((path) => origins[path] === name);
  return {
    root: value,
    isOwn: (path) => own.some((leaf) => isWithin(leaf, formatPath(path))),
  };
}

/** The value of a parameter in the spelling of today or a former one; what is empty says nothing. */
export function saidAt({ root, isOwn }: View, path: string): Said | undefined {
  for (const [spelling, values] of spellings(path)) {
    const value = valueAt(root, spelling);
    if (value === undefined || value === null || value === "") continue;
    if (!isOwn(spelling)) return undefined;
    return { value: values?.[String(value)] ?? value, path: spelling };
  }
  return undefined;
}

/** The same whoever said it. */
export function saidByAnybody({ root }: View, path: string): Said | undefined {
  return saidAt(viewOfAll(root), path);
}

type Spelling = readonly [path: Segments, values?: Readonly<Record<string, string>> | undefined];

function spellings(path: string): readonly Spelling[] {
  const former = PARAMETERS.flatMap((parameter): readonly Spelling[] => {
    const renamed = parameter.former;
    if (renamed === undefined || !("now" in renamed) || renamed.now !== path) return [];
    return [[parsePath(parameter.path) ?? [], renamed.values]];
  });
  return [[parsePath(path) ?? []], ...former];
}
