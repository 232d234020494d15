/** Where something stands in a document: keys of maps and indexes of lists, from the root. */
export type Segments = readonly (string | number)[];

const PLAIN_KEY = /^[A-Za-z_$][\w$-]*$/;
const PIECE = /\.?([A-Za-z_$][\w$-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;

/** `["spec", "servers", 1]` as `spec.servers[1]`; keys with dots as `labels["a.b/c"]`. */
export function formatPath(segments: Segments): string {
  let out = "";
  for (const segment of segments) {
    if (typeof segment === "number") out += `[${segment}]`;
    else if (PLAIN_KEY.test(segment)) out += out === "" ? segment : `.${segment}`;
    else out += `[${JSON.stringify(segment)}]`;
  }
  return out;
}

/** The inverse of `formatPath`; `undefined` for text that is not such a path. */
export function parsePath(path: string): Segments | undefined {
  const segments: (string | number)[] = [];
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < path.length) {
    const piece = PIECE.exec(path);
    if (piece === null) return undefined;
    const segment = segmentOf(piece);
    if (segment === undefined) return undefined;
    segments.push(segment);
  }
  return segments;
}

function segmentOf([, key, index, quoted]: readonly (string | undefined)[]) {
  if (key !== undefined) return key;
  if (index !== undefined) return Number(index);
  return quoted === undefined ? undefined : unquoted(quoted);
}

function unquoted(text: string): string | undefined {
  try {
    return String(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The same path for every entry of a list: `servers[1]` and `servers[7]` are both `servers[]`. */
export function genericPath(segments: Segments): string {
  let out = "";
  for (const segment of segments) {
    if (typeof segment === "number") out += "[]";
    else out += out === "" ? segment : `.${segment}`;
  }
  return out;
}

/** The value at a path, `undefined` where the way ends early. */
export function valueAt(root: unknown, segments: Segments): unknown {
  let at = root;
  for (const segment of segments) {
    if (at === null || typeof at !== "object" || !Object.hasOwn(at, segment)) return undefined;
    at = Reflect.get(at, segment);
  }
  return at;
}

/** A map of a document, as opposed to lists, scalars and nothing. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
