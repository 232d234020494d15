import { parsePath } from "../spec/index.ts";

/** The value at a dotted path; `undefined` where the way ends early. */
export function valueAt(root: unknown, path: string): unknown {
  let at = root;
  for (const segment of parsePath(path) ?? []) {
    if (at === null || typeof at !== "object" || !Object.hasOwn(at, segment)) return undefined;
    at = Reflect.get(at, segment);
  }
  return at;
}
