// A little over 200 lines by design: everything that can be wrong before the schema is asked.
import {
  type Document,
  isAlias,
  isMap as isMapNode,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument as parseYaml,
} from "yaml";
import { formatPath, type Segments } from "./path.ts";
import { controlCharacterIn, type Remark, syntaxRemark } from "./syntax.ts";

/** Larger than any honest document, certificates included. */
const MAX_BYTES = 1024 * 1024;
/** Values after aliases were followed; a bomb has millions. */
const MAX_VALUES = 50_000;
const MAX_DEPTH = 64;

/** For texts that are no document at all. */
export const START = "Start with apiVersion: bringup/v1alpha1 and kind: EdgeHost.";

/** One remark with the offset in the text where it belongs. */
export interface Found extends Remark {
  readonly path: Segments;
  readonly offset: number;
  /** Reading stopped here: nothing can be said about the rest. */
  readonly cut?: true;
}

/** Offsets of what stands at a path. */
export interface Place {
  readonly key: number;
  readonly value: number;
}

export interface Tree {
  readonly value: unknown;
  readonly places: ReadonlyMap<string, Place>;
  /** How a scalar was written, where that differs from its value: `1.10`, `0x1F`. */
  readonly written: ReadonlyMap<string, string>;
  readonly found: readonly Found[];
  readonly lines: LineCounter;
}

/** What text is read, for messages. */
export interface Reading {
  /** How messages name the whole text. */
  readonly subject: string;
  /** Hint for a text that holds nothing; how our own document begins unless told. */
  readonly start?: string;
  /** `text`: a name such as 8080 or yes is taken as it is written; a problem unless told. */
  readonly odd?: "text";
}

/** Text to plain values with positions. Never throws; what is wrong is in `found`. */
export function readTree(text: string, reading: string | Reading): Tree {
  const {
    subject,
    start = START,
    odd,
  } = typeof reading === "string" ? { subject: reading } : reading;
  const lines = linesOf(text);
  const whole = (message: string, hint: string, offset = 0): Tree => ({
    value: undefined,
    places: new Map(),
    written: new Map(),
    found: [{ path: [], offset, message: `${subject} ${message}`, hint }],
    lines,
  });
  if (Buffer.byteLength(text) > MAX_BYTES) {
    return whole("is larger than 1 MiB", "Give the document itself, not an archive or image.");
  }
  if (text.trim() === "") {
    return whole("is empty", start);
  }
  const control = controlCharacterIn(text);
  if (control !== undefined) return whole(control.message, control.hint, control.offset);
  try {
    const tree = walk(parseText(text), lines, { subject, odd });
    return tree.value === null ? whole("is empty", start) : tree;
  } catch (thrown) {
    // The YAML parser recurses into nested brackets: too many end its stack, nothing else throws.
    if (!(thrown instanceof RangeError)) throw thrown;
    return whole("is nested too deeply", "Look for brackets that are opened and never closed.");
  }
}

/** Counted here: the parser passes over the end of a line that it takes for part of a tag. */
function linesOf(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1))
    lines.addNewLine(at + 1);
  return lines;
}

/** Keys are compared here, in linear time: the parser's own way is quadratic. */
export function parseText(text: string): Document.Parsed {
  return parseYaml(text, {
    uniqueKeys: false,
    intAsBigInt: true,
    prettyErrors: false,
    // "silent" would also keep quiet about a second document.
    logLevel: "error",
  });
}

interface Walk {
  readonly places: Map<string, Place>;
  readonly written: Map<string, string>;
  readonly found: Found[];
  readonly anchors: Map<string, unknown>;
  /** Anchors being read: an alias to one of them never ends. */
  readonly open: Set<unknown>;
  readonly count: { values: number };
  readonly odd: Reading["odd"] | undefined;
}

interface Words {
  readonly subject: string;
  readonly odd: Reading["odd"] | undefined;
}

function walk(document: Document.Parsed, lines: LineCounter, { subject, odd }: Words): Tree {
  const found = syntaxErrors(document, lines, subject);
  const state: Walk = {
    places: new Map(),
    written: new Map(),
    found,
    anchors: new Map(),
    open: new Set(),
    count: { values: 0 },
    odd,
  };
  const { places, written } = state;
  const value = found.length > 0 ? undefined : valueFrom(document.contents, [], state);
  const cut = found.filter(({ cut }) => cut === true);
  // What was cut off in the middle would only be judged for what it lacks.
  if (cut.length > 0) return { value: undefined, places, written, found: cut.slice(0, 1), lines };
  return { value, places, written, found, lines };
}

/** One slip of the pen makes several complaints about one line: the first says it. */
function syntaxErrors(document: Document.Parsed, lines: LineCounter, subject: string): Found[] {
  const seen = new Set<number>();
  return [...document.errors, ...document.warnings].flatMap((error) => {
    const [offset] = error.pos;
    const { line } = lines.linePos(offset);
    if (seen.has(line)) return [];
    seen.add(line);
    const { message, hint } = syntaxRemark(error);
    return [{ message: `${subject} ${message}`, hint, path: [], offset }];
  });
}

function valueFrom(node: unknown, path: Segments, state: Walk): unknown {
  state.count.values += 1;
  if (state.count.values > MAX_VALUES) {
    const hint = "Write the document out without aliases (*name).";
    return cutOff(node, { path: path.slice(0, 1), message: "grows without end", hint }, state);
  }
  if (path.length > MAX_DEPTH) {
    const hint = "Look for an indentation that grows with every line, or a bracket too many.";
    return cutOff(node, { path: path.slice(0, 4), message: "is nested too deeply", hint }, state);
  }
  const anchor = anchorOf(node);
  if (anchor === undefined) return contentOf(node, path, state);
  state.anchors.set(anchor, node);
  state.open.add(node);
  const value = contentOf(node, path, state);
  state.open.delete(node);
  return value;
}

function cutOff(node: unknown, remark: Omit<Found, "offset">, state: Walk): undefined {
  if (state.found.some(({ cut }) => cut === true)) return;
  state.found.push({ ...remark, offset: offsetOf(node) ?? 0, cut: true });
}

function contentOf(node: unknown, path: Segments, state: Walk): unknown {
  if (isAlias(node)) return aliasOf(node, path, state);
  if (isMapNode(node)) return mapOf(node.items, path, state);
  if (isSeq(node)) return node.items.map((item, index) => entryOf(item, index, path, state));
  return isScalar(node) ? scalarOf(node, path, state) : null;
}

function anchorOf(node: unknown): string | undefined {
  return isMapNode(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
}

function at(node: unknown, path: Segments) {
  return { path, offset: offsetOf(node) ?? 0 };
}

function offsetOf(node: unknown): number | undefined {
  if (isMapNode(node) || isSeq(node) || isScalar(node) || isAlias(node)) return node.range?.[0];
  return undefined;
}

function aliasOf(node: { readonly source: string }, path: Segments, state: Walk): unknown {
  const target = state.anchors.get(node.source);
  if (target === undefined || state.open.has(target)) {
    const hint = "Write the value out here.";
    const why = target === undefined ? "is not defined above" : "contains this very place";
    const message = `refers to *${node.source}, which ${why}`;
    state.found.push({ ...at(node, path), message, hint });
    return undefined;
  }
  return valueFrom(target, path, { ...state, places: new Map(), written: new Map() });
}

function entryOf(item: unknown, index: number, path: Segments, state: Walk): unknown {
  const here = [...path, index];
  const offset = offsetOf(item) ?? state.places.get(formatPath(path))?.value ?? 0;
  state.places.set(formatPath(here), { key: offset, value: offset });
  return valueFrom(item, here, state);
}

function mapOf(pairs: readonly Pair[], path: Segments, state: Walk): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const pair of pairs) {
    const name = keyOf(pair, path, state);
    if (name === undefined) continue;
    const here = [...path, name];
    const key = offsetOf(pair.key) ?? 0;
    state.places.set(formatPath(here), { key, value: offsetOf(pair.value) ?? key });
    out[name] = valueFrom(pair.value, here, state);
  }
  return out;
}

function keyOf({ key }: Pair, path: Segments, state: Walk): string | undefined {
  const refuse = (message: string, hint: string, name?: string) => {
    const { offset } = at(key, path);
    state.found.push({ path: name === undefined ? path : [...path, name], offset, message, hint });
    return undefined;
  };
  if (!isScalar(key)) return refuse("has a name that is not text", "Write each name as one word.");
  const name = typeof key.value === "string" ? key.value : key.source;
  if (name === undefined || name === "") return refuse("has an empty name", "Name the setting.");
  if (typeof key.value !== "string" && state.odd !== "text") {
    return refuse(`has the name ${name}, which is not text`, `Put it in quotes: "${name}".`);
  }
  if (name === "__proto__") return refuse("has a reserved name", "Use another name.", name);
  const earlier = state.places.get(formatPath([...path, name]));
  if (earlier === undefined) return name;
  return refuse("is given twice", "Keep one of the two.", name);
}

function scalarOf(
  { value, source }: { readonly value: unknown; readonly source?: string },
  path: Segments,
  state: Walk,
): unknown {
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (source !== undefined) state.written.set(formatPath(path), source);
  if (typeof value !== "bigint") return value;
  // A larger number stays a bigint: no field takes it, and nothing was rounded on the way.
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
