/**
 * `{{var:NAME}}` in a manifest. Alone in its scalar it is the value itself, with its type; inside other
 * text only harmless characters pass, unless a filter says what the text around it is. Manifests
 * are parsed before anything is put into them, so no value can change their shape.
 */
export type Piece =
  | { readonly is: "text"; readonly text: string }
  | { readonly is: "variable"; readonly name: string; readonly filter: string };

const TOKEN = /\{\{var:([^{}|]*)(?:\|([^{}|]*))?\}\}/g;

export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of text.matchAll(TOKEN)) {
    if (found.index > at) pieces.push({ is: "text", text: text.slice(at, found.index) });
    pieces.push({ is: "variable", name: found[1] ?? "", filter: found[2] ?? "" });
    at = found.index + found[0].length;
  }
  if (at < text.length) pieces.push({ is: "text", text: text.slice(at) });
  return pieces;
}

/** How a value is written where the text around it is of a language of its own. */
const FILTERS: Readonly<Record<string, (value: string) => string>> = {
  /** As text, even if it is a number. */
  text: (value) => value,
  /** A quoted string of JSON, and so of YAML. */
  json: (value) => JSON.stringify(value),
  /** One word of a POSIX shell. */
  sh: (value) => `'${value.replaceAll("'", "'\\''")}'`,
  /** A part of a URL, RFC 3986. */
  percent: (value) =>
    encodeURIComponent(value).replace(
      /[!'()*]/g,
      (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
    ),
  base64: (value) => Buffer.from(value, "utf8").toString("base64"),
};

export const FILTER_NAMES = Object.keys(FILTERS);

export function isFilter(name: string): boolean {
  return name === "" || Object.hasOwn(FILTERS, name);
}

/** Characters that mean nothing to a shell, to YAML, JSON, or a URL. */
const HARMLESS = /^[\w.:/@%+,=~-]*$/;

/** A value inside other text; `undefined`: it could break out of its place there. */
export function embedded(value: string, filter: string): string | undefined {
  const write = Object.hasOwn(FILTERS, filter) ? FILTERS[filter] : undefined;
  if (write !== undefined && filter !== "text") return write(value);
  return HARMLESS.test(value) ? value : undefined;
}
