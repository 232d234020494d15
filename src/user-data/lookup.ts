import type { Segments } from "../spec/index.ts";
import type { Parameter } from "./parameter.ts";
import { PARAMETERS } from "./parameters.ts";

let remembered: ReadonlyMap<string, Parameter> | undefined;

function byPath(): ReadonlyMap<string, Parameter> {
  remembered ??= new Map(PARAMETERS.map((parameter) => [parameter.path, parameter]));
  return remembered;
}

/** The parameter that a place in user-data belongs to; `undefined`: none that is known. */
export function parameterAt(path: Segments): Parameter | undefined {
  return byPath().get(patternOf(path));
}

/** Names listed directly below a place, in the order of the documents. */
export function namesBelow(path: Segments): readonly string[] {
  const above = patternOf(path);
  const start = above === "" ? "" : `${above}.`;
  return [...byPath().keys()].flatMap((known) => {
    if (!known.startsWith(start)) return [];
    const name = known.slice(start.length);
    return name === "" || name === "*" || /[.[]/.test(name) ? [] : [name];
  });
}

/** Whether a person chooses the names below: `interfaces`, `tags`, `stages`. */
export function namesAreChosen(path: Segments): boolean {
  const form = parameterAt(path)?.form;
  return form === "pairs" || form === "sections by name" || form === "lists by name";
}

/** `["stylus","site","network","interfaces","eth0","type"]` as the table writes it. */
export function patternOf(path: Segments): string {
  let out = "";
  for (const segment of path) {
    if (typeof segment === "number") out += "[]";
    else {
      const known = out === "" ? segment : `${out}.${segment}`;
      const chosen = `${out}.*`;
      out = byPath().has(known) || !byPath().has(chosen) ? known : chosen;
    }
  }
  return out;
}
