import { isRecord } from "../json/index.ts";
import { type ManifestObject, nameOf } from "../kube/index.ts";
import { formatPath, type Segments } from "../spec/index.ts";
import { nearest } from "../text/index.ts";
import { FILTER_NAMES, isFilter, piecesOf } from "./placeholder.ts";
import type { Variable } from "./schema.ts";

export interface ManifestProblem {
  /** The whole token or key as it stands in the file: where to look for the line. */
  readonly token: string;
  readonly message: string;
  readonly hint: string;
}

/** Pure. What is wrong with the placeholders of one object. */
export function placeholderProblems(
  object: ManifestObject,
  variables: readonly Variable[],
): readonly ManifestProblem[] {
  const found: ManifestProblem[] = [];
  visit(object, [], (text, path, side) => {
    if (side === "key") found.push(inKey(text));
    else found.push(...inValue(text, { path, object, variables }));
  });
  return found;
}

/** Every text with a placeholder in it, and every key that is one. */
function visit(
  value: unknown,
  path: Segments,
  tell: (text: string, path: Segments, side: "key" | "value") => void,
): void {
  if (typeof value === "string") {
    if (value.includes("{{var:")) tell(value, path, "value");
  } else if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) visit(one, [...path, index], tell);
  } else if (isRecord(value)) {
    for (const [key, inner] of Object.entries(value)) {
      // Without quotes YAML reads the braces as maps: the key then is what stood inside.
      if (/\{\{var:|^\{ *var:|^var:/.test(key)) tell(key, [...path, key], "key");
      visit(inner, [...path, key], tell);
    }
  }
}

function inKey(key: string): ManifestProblem {
  const token = /var:[A-Za-z0-9_-]*/.exec(key)?.[0] ?? key;
  return {
    token,
    message: "a variable stands where a name should, or without quotes",
    hint: 'Put it into quotes as a value: "{{var:NAME}}".',
  };
}

interface Place {
  readonly path: Segments;
  readonly object: ManifestObject;
  readonly variables: readonly Variable[];
}

function inValue(text: string, { path, object, variables }: Place): readonly ManifestProblem[] {
  return piecesOf(text).flatMap((piece) => {
    if (piece.is === "text") return [];
    const token = `var:${piece.name}`;
    const variable = variables.find(({ name }) => name === piece.name);
    if (variable === undefined)
      return [
        {
          token,
          message: `${piece.name} is no variable of this profile`,
          hint: unknownHint(piece.name, variables),
        },
      ];
    if (!isFilter(piece.filter))
      return [
        {
          token,
          message: `${piece.filter} is no filter`,
          hint: `Use one of ${FILTER_NAMES.join(", ")}.`,
        },
      ];
    const isData = object.kind === "Secret" && (path[0] === "data" || path[0] === "stringData");
    if (variable.sensitive !== true || isData) return [];
    const message = `${piece.name} is sensitive and stands in ${nameOf(object)} at ${formatPath(path)}`;
    return [{ token, message, hint: "Put it into the data of a Secret, and refer to that." }];
  });
}

function unknownHint(name: string, variables: readonly Variable[]): string {
  const near = nearest(
    name,
    variables.map((one) => one.name),
  );
  return near === undefined ? "Declare it in profile.yaml." : `Did you mean ${near}?`;
}
