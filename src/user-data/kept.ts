import { isMap, type Segments } from "../spec/index.ts";
import { LINKS } from "./links.ts";
import { namesAreChosen, namesBelow, parameterAt } from "./lookup.ts";
import type { Section } from "./parameter.ts";
import { KEPT_APART, viewOfAll } from "./said.ts";

export interface KeptUserData {
  /** What this host goes by: parameters our document has a field for, without anything secret. */
  readonly value: Section;
  /** By the names that references in our document have. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** What is worth keeping of user-data on a host: stages, passwords and the unknown stay where they are. */
export function keptOf(value: Section): KeptUserData {
  const pieces = LINKS.flatMap((link) => link.read(viewOfAll(value)));
  const given = pieces.flatMap(({ secret }) => (secret === undefined ? [] : [secret]));
  return {
    value: prunedAt(value, []) as Section,
    secrets: Object.fromEntries(given.map(({ name, value: secret }) => [name, secret])),
  };
}

function prunedAt(value: unknown, path: Segments): unknown {
  const parameter = parameterAt(path);
  if (
    isMap(value) &&
    (path.length === 0 || parameter?.field === undefined || namesAreChosen(path))
  ) {
    const isPairs = parameter?.form === "pairs";
    const known = new Set(namesBelow(path));
    const inner = Object.entries(value).flatMap(([name, entry]) => {
      if (isPairs) return [[name, entry]];
      const isListed = known.has(name) || namesAreChosen(path);
      const kept = isListed ? prunedAt(entry, [...path, name]) : undefined;
      return kept === undefined ? [] : [[name, kept]];
    });
    return inner.length === 0 && path.length > 0 ? undefined : Object.fromEntries(inner);
  }
  if (parameter?.field === undefined) return undefined;
  return parameter.secret === true ? KEPT_APART : withoutPassword(value);
}

/** Of `http://user:password@proxy`. */
function withoutPassword(value: unknown): unknown {
  if (typeof value !== "string") return value;
  return value.replace(/^([a-z]+:\/\/[^/:@]*):[^/]*@/i, (_, start: string) => {
    return `${start}:${encodeURIComponent(KEPT_APART)}@`;
  });
}
