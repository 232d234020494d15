// A state machine over lines, in one place: what a secret of several lines began, a later line ends.
import type { Span } from "./spans.ts";

const PEM_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
const PEM_END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
/** A key of 16384 bits has 200 lines. What never ends is not all a key. */
const LONGEST_PEM = 400;
/** `password: |`, `token: >-`: the value is what follows, deeper. Also where it just begins below. */
const BLOCK =
  /^([ \t]*(?:- )*)["']?[\w.-]*(?:pass(?:word|wd|phrase)|secret|token|credential|psk|private[-_]?key|-key-data|[-_.]key)["']?:[ \t]*([|>][+-]?\d*[+-]?)?[ \t]*(?:#.*)?$/i;
/** `name: DB_PASSWORD`: what follows as `value: |` is one as well. */
const SECRET_NAME =
  /\bname["']?[ \t]*:[ \t]*["']?[\w.-]{0,128}(?:pass|secret|token|psk|key|credential)/i;
const VALUE_BLOCK = /^([ \t]*(?:- )*)["']?value["']?:[ \t]*[|>]/;
const NAMED = /^[ \t]*(?:- )?["']?[\w.-]+["']?:(?:[ \t]|$)/;
/** Of a Secret of Kubernetes. */
const DATA = /^([ \t]*)["']?(?:data|stringData)["']?:[ \t]*\{?[ \t]*$/;
const SECRET_KIND = /\bkind["']?[ \t]*:[ \t]*["']?Secret\b/;
const NAME_AND_VALUE = /^[ \t]*["']?[\w.-]+["']?[ \t]*:[ \t]*/;
/** Where a text may have anything for this at all. */
const WORTH =
  /PRIVATE KEY|:[ \t]*[|>][+-]?\d*[+-]?[ \t]*(?:#.*)?\r?$|kind["']?[ \t]*:[ \t]*["']?Secret\b|:[ \t]*\r?$/m;

interface Held {
  /** Lines of the key so far. */
  pemLines: number | undefined;
  block: { readonly indent: number; readonly isText: boolean } | undefined;
  /** The line before named a secret. */
  isNamed: boolean;
  isSecretKind: boolean;
  dataIndent: number | undefined;
}

/** Secrets that go over several lines. Is given whole lines, in order; knows what the last ones began. */
export function createLineSecrets(): (text: string) => readonly Span[] {
  const held: Held = {
    ...{ pemLines: undefined, block: undefined },
    ...{ isNamed: false, isSecretKind: false, dataIndent: undefined },
  };
  let isFirst = true;
  return (text) => {
    const spans = isFirst ? cutKey(text) : [];
    isFirst = false;
    const isIdle = held.pemLines === undefined && held.block === undefined && !held.isSecretKind;
    if (isIdle && !WORTH.test(text)) return spans;
    return [...spans, ...walk(text, held)];
  };
}

/** A text whose beginning was cut off may begin within a key. */
function cutKey(text: string): readonly Span[] {
  const end = PEM_END.exec(text);
  if (end === null) return [];
  const begin = PEM_BEGIN.exec(text);
  if (begin !== null && begin.index < end.index) return [];
  return [{ from: 0, start: 0, end: end.index + end[0].length }];
}

function walk(text: string, held: Held): readonly Span[] {
  const spans: Span[] = [];
  // The kind of an object comes after its data.
  let documentEnd = 0;
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf("\n", at);
    const end = newline < 0 ? text.length : newline;
    if (at >= documentEnd) {
      const separator = text.indexOf("\n---", at);
      documentEnd = separator < 0 ? text.length : separator + 1;
      if (at > 0) held.isSecretKind = false;
      held.isSecretKind ||= SECRET_KIND.test(text.slice(at, documentEnd));
    }
    const span = inLine(text.slice(at, end), at, held);
    if (span !== undefined) spans.push(span);
    at = end + 1;
  }
  return spans;
}

function inLine(line: string, at: number, held: Held): Span | undefined {
  return inKey(line, at, held) ?? inBlock(line, at, held) ?? inData(line, at, held);
}

const spanAt = (at: number, from: number, to: number): Span => ({
  from: at,
  start: at + from,
  end: at + to,
});

function inKey(line: string, at: number, held: Held): Span | undefined {
  if (held.pemLines === undefined) {
    const begin = line.includes("PRIVATE KEY") ? PEM_BEGIN.exec(line) : null;
    if (begin === null || PEM_END.test(line)) return undefined;
    held.pemLines = 0;
    return spanAt(at, begin.index, line.length);
  }
  held.pemLines += 1;
  const end = PEM_END.exec(line);
  if (end !== null || held.pemLines > LONGEST_PEM) held.pemLines = undefined;
  return spanAt(at, 0, end === null ? line.length : end.index + end[0].length);
}

function inBlock(line: string, at: number, held: Held): Span | undefined {
  const { block } = held;
  const text = line.trimEnd();
  const indent = text.length - text.trimStart().length;
  if (block !== undefined) {
    if (text === "") return undefined;
    if (indent > block.indent && (block.isText || !NAMED.test(text)))
      return spanAt(at, indent, text.length);
    held.block = undefined;
  }
  const begin = BLOCK.exec(text);
  const value = held.isNamed ? VALUE_BLOCK.exec(text) : null;
  if (begin !== null)
    held.block = { indent: begin[1]?.length ?? 0, isText: begin[2] !== undefined };
  if (value !== null) held.block = { indent: value[1]?.length ?? 0, isText: true };
  held.isNamed = SECRET_NAME.test(text);
  return undefined;
}

function inData(line: string, at: number, held: Held): Span | undefined {
  if (!held.isSecretKind) {
    held.dataIndent = undefined;
    return undefined;
  }
  const text = line.trimEnd();
  const indent = text.length - text.trimStart().length;
  if (held.dataIndent !== undefined && text !== "") {
    const isInside = indent > held.dataIndent && !text.trimStart().startsWith("}");
    const named = NAME_AND_VALUE.exec(text)?.[0].length ?? indent;
    if (isInside) return named < text.length ? spanAt(at, named, text.length) : undefined;
    held.dataIndent = undefined;
  }
  const data = DATA.exec(text);
  if (data !== null) held.dataIndent = data[1]?.length ?? 0;
  return undefined;
}
