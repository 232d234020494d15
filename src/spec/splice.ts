// Over 200 lines by design: surgery on text with comments, in one place with its rules.
import {
  Document,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Scalar,
  YAMLMap,
} from "yaml";
import type { NamesOf } from "./outline.ts";
import { genericPath, type Segments } from "./path.ts";
import { parseText } from "./read.ts";
import { PRINT } from "./render.ts";
import { reuseNodes } from "./reuse-nodes.ts";

export interface Edit {
  readonly path: Segments;
  /** `undefined` removes. */
  readonly value: unknown;
}

/** The whole text printed anew from its nodes: comments stay, blanks and folding may change. */
export function reprinted(text: string, edit: Edit): string {
  const document = parseText(text);
  editNodes(document, edit);
  if (isJson(text)) return `${JSON.stringify(document.toJS(), null, 2)}\n`;
  return document.toString({ ...PRINT, ...layoutOf(document, text) });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Only the lines of the change are rewritten. `undefined` where the text is not laid out in lines
 * (JSON, sections in braces at the top): the caller prints it anew then.
 */
export function spliced(text: string, edit: Edit, namesOf: NamesOf): string | undefined {
  const document = parseText(text);
  const spot = spotOf(document, text, edit.path);
  if (spot === undefined) return undefined;
  try {
    return splicedAt({ document, text, spot, namesOf }, edit);
  } catch {
    // An alias inside the lines whose anchor is outside cannot be printed alone.
    return undefined;
  }
}

interface Site {
  readonly document: Document.Parsed;
  readonly text: string;
  readonly spot: Spot;
  readonly namesOf: NamesOf;
}

function splicedAt(site: Site, edit: Edit): string | undefined {
  const { map, pair, depth } = site.spot;
  const left = edit.path.length - depth;
  if (edit.value === undefined && left === 0 && pair !== undefined && map.items.length > 1) {
    return withoutLines(site.text, linesOf(site.text, pair));
  }
  if (pair === undefined) return withNewKey(site, edit);
  if (left === 0 && isInline(pair.value) && isPlainValue(edit.value)) {
    const printed = scalarText(edit.value, pair.value.type);
    if (!printed.includes("\n")) return withRange(site.text, pair.value.range, printed);
  }
  const lines = linesOf(site.text, pair);
  withoutCommentBelow(pair.value);
  editNodes(site.document, edit);
  return withLines(site.text, lines, fragment(site, pair));
}

/** The deepest pair, each on lines of its own, on the way to the path; or the map that lacks it. */
interface Spot {
  readonly map: YAMLMap;
  readonly pair: Pair<Node, Node | null> | undefined;
  /** How many segments of the path the pair (or the missing one) stands for. */
  readonly depth: number;
  readonly indent: number;
}

function spotOf(document: Document.Parsed, text: string, path: Segments): Spot | undefined {
  let spot: Spot | undefined;
  let node: unknown = document.contents;
  for (const [index, segment] of path.entries()) {
    if (!isMap(node) || node.flow === true || node.items.length === 0) return spot;
    const indent = ownLineIndent(text, node.items[0]);
    if (indent === undefined) return spot;
    const map: YAMLMap = node;
    const found = map.items.find(({ key }) => isScalar(key) && key.value === segment);
    const pair = found === undefined ? undefined : (found as Pair<Node, Node | null>);
    spot = { map, pair, depth: index + 1, indent };
    if (pair === undefined) return spot;
    node = pair.value;
  }
  return spot;
}

/** `undefined` when something stands before the key on its line, as in `- name: x`. */
function ownLineIndent(text: string, pair: Pair | undefined): number | undefined {
  const start = startOf(pair?.key);
  if (start === undefined) return undefined;
  const before = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  return before.trim() === "" ? before.length : undefined;
}

interface Lines {
  /** Offset of the first character of the first line. */
  readonly from: number;
  /** Offset behind the line break of the last line. */
  readonly to: number;
}

function linesOf(text: string, pair: Pair): Lines {
  const start = startOf(pair.key) ?? 0;
  const end = start + text.slice(start, contentEnd(pair)).trimEnd().length;
  const lineBreak = text.indexOf("\n", end);
  return {
    from: text.lastIndexOf("\n", start - 1) + 1,
    to: lineBreak < 0 ? text.length : lineBreak + 1,
  };
}

function startOf(node: unknown): number | undefined {
  return isScalar(node) || isCollection(node) ? node.range?.[0] : undefined;
}

/** Where the content of a pair ends, comments behind it not counted. */
function contentEnd({ key, value }: Pair): number {
  if (isCollection(value) && value.flow !== true) {
    const last = value.items.at(-1);
    if (isPair(last)) return contentEnd(last);
    if (last !== undefined) return contentEnd({ key, value: last } as Pair);
  }
  const node = value ?? key;
  return (node as Node).range?.[1] ?? 0;
}

function isPair(value: unknown): value is Pair {
  return value !== null && typeof value === "object" && "key" in value;
}

function withoutLines(text: string, { from, to }: Lines): string {
  return text.slice(0, from) + text.slice(to);
}

function withLines(text: string, { from, to }: Lines, lines: string): string {
  const before =
    from > 0 && text[from - 1] !== "\n" ? `${text.slice(0, from)}\n` : text.slice(0, from);
  return before + lines + text.slice(to);
}

function withRange(text: string, range: Node["range"], content: string): string | undefined {
  if (range === undefined || range === null) return undefined;
  return text.slice(0, range[0]) + content + text.slice(range[1]);
}

/** The new key stands behind the neighbour that comes before it in the schema, or last. */
function withNewKey(site: Site, { path, value }: Edit): string | undefined {
  const { map, depth, indent } = site.spot;
  if (value === undefined) return site.text;
  const [key, ...rest] = path.slice(depth - 1);
  if (rest.some((segment) => typeof segment === "number")) return undefined;
  const nested = rest.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
  const neighbour = neighbourOf(map, path.slice(0, depth), site.namesOf);
  if (neighbour === undefined) return undefined;
  const at = behindOwnComments(site.text, linesOf(site.text, neighbour).to, indent);
  const pair = site.document.createPair(String(key), nested) as Pair<Node, Node | null>;
  return withLines(site.text, { from: at, to: at }, fragment(site, pair));
}

function neighbourOf(map: YAMLMap, path: Segments, namesOf: NamesOf): Pair | undefined {
  const names = namesOf(genericPath(path.slice(0, -1)));
  const rank = names.indexOf(String(path.at(-1)));
  const before = map.items.filter(({ key }) => {
    const other = isScalar(key) ? names.indexOf(String(key.value)) : -1;
    return rank < 0 || (other >= 0 && other < rank);
  });
  return before.at(-1) ?? map.items.at(-1);
}

/** Comments indented deeper than the section's keys belong to what stands above them. */
function behindOwnComments(text: string, from: number, indent: number): number {
  let at = from;
  for (;;) {
    const line = /^( *)#[^\n]*(?:\n|$)/.exec(text.slice(at));
    if (line === null || (line[1]?.length ?? 0) <= indent) return at;
    at += line[0].length;
  }
}

function isInline(node: unknown): node is Scalar & { type: Scalar.Type } {
  return (
    isScalar(node) &&
    (node.type === "PLAIN" || node.type === "QUOTE_DOUBLE" || node.type === "QUOTE_SINGLE") &&
    node.anchor === undefined &&
    node.tag === undefined &&
    (node.range?.[1] ?? 0) > (node.range?.[0] ?? 0)
  );
}

function isPlainValue(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

/** Quotes stay as they were, so that a person's habit, or their caution, survives. */
function scalarText(value: unknown, type: Scalar.Type): string {
  const scalar = new Scalar(value);
  if (typeof value === "string") scalar.type = type;
  return new Document(scalar).toString(PRINT).trimEnd();
}

/** One pair as text, indented like its neighbours; comments above and below it are left outside. */
function fragment({ document, text, spot }: Site, pair: Pair<Node, Node | null>): string {
  const map = new YAMLMap();
  map.items = [pair];
  delete pair.key.commentBefore;
  delete pair.key.spaceBefore;
  const alone = new Document(map);
  const layout = layoutOf(document, text);
  // With flat lists the printer steps back by two blanks, whatever the indentation.
  const step = isSeq(pair.value) && !layout.indentSeq ? PRINT.indent : layout.indent;
  const printed = alone.toString({ ...PRINT, ...layout, indent: step });
  return printed.replace(/^(?=.)/gm, " ".repeat(spot.indent));
}

/** A comment under the last entry of a section stands behind the lines that are rewritten. */
function withoutCommentBelow(node: unknown): void {
  if (!isCollection(node) || node.flow === true) return;
  delete node.comment;
  const last = node.items.at(-1);
  withoutCommentBelow(isPair(last) ? last.value : last);
}

function editNodes(document: Document.Parsed, { path, value }: Edit): void {
  if (value === undefined) {
    const emptiesSpec = path.length === 2 && path[0] === "spec";
    document.deleteIn(path);
    const spec = emptiesSpec ? document.get("spec", true) : undefined;
    if (isMap(spec) && spec.items.length === 0) spec.flow = true;
    return;
  }
  const old = document.getIn(path, true);
  const node = reuseNodes(document, old, value);
  if (path.length > 0) openEmpty(document, path);
  document.setIn(path, node);
}

/** `spec:` and `spec: {}` become sections in lines when something is put into them. */
function openEmpty(document: Document.Parsed, path: Segments): void {
  for (let depth = 1; depth < path.length; depth++) {
    const holder = document.getIn(path.slice(0, depth), true);
    if (isMap(holder) && holder.items.length === 0) holder.flow = false;
    if (isScalar(holder)) document.setIn(path.slice(0, depth), new YAMLMap(document.schema));
  }
}

/** Indentation as this text has it. */
function layoutOf(document: Document.Parsed, text: string) {
  let indent: number = PRINT.indent;
  let indentSeq = true;
  const root = document.contents;
  for (const { value } of isMap(root) ? root.items : []) {
    if (!isMap(value) || value.flow === true) continue;
    indent = ownLineIndent(text, value.items[0]) ?? indent;
    const list = value.items.flatMap(({ value: inner }) => (isMap(inner) ? inner.items : []));
    const open = list.find(({ value: inner }) => isSeq(inner) && inner.flow !== true);
    const own = ownLineIndent(text, open);
    const first = isSeq(open?.value) ? startOf(open.value.items[0]) : undefined;
    if (own !== undefined && first !== undefined) {
      const line = text.slice(text.lastIndexOf("\n", first - 1) + 1, first);
      indentSeq = line.indexOf("-") > own;
    }
  }
  return { indent: Math.max(1, indent), indentSeq };
}
