import type { Span } from "./spans.ts";

/** What a value of is a secret, anywhere at the end of a name: `edgeHostToken`, `wpa_psk`. */
const KEYWORD =
  /pass(?:word|wd|phrase|code)|secret|token|credential|psk|(?:api|access|private|preshared|encryption|certificate|pairing|signing)[-_ ]?key|client-key-data|fastopen_key|authorization|cookie|wep_key\d|\bpwd\b/gi;
/** The rest of the name, and what stands between name and value. */
const BETWEEN =
  /(?:[-_]?(?:data|value|hash|base64|b64|text|string|key))?s?\d*["'\\]{0,4}[ \t]{0,64}(?::=|=>|[:=])[ \t]{0,64}/iy;
/** As an argument of a program: `--token VALUE`. */
const SPACE = /[ \t]+(?=[^\s-])/y;
const OPTION = /(?:^|[\s"'])--?[\w-]{0,40}$/;

const IN_DOUBLE = /"((?:[^"\\\n]|\\.)*)/y;
const IN_SINGLE = /'([^'\n]*)/y;
const IN_ESCAPED = /\\+["']([^"'\\\n]*)/y;
const IN_LIST = /\[([^\]\n]*)/y;
const TO_LINE_END = /([^\r\n]+)/y;
const WORD = /((?:(?:bearer|basic|digest|token|negotiate|ntlm)[ \t]+)?[^\s"',;&{}()[\]]+)/iy;
/** Values that give nothing away. */
const PLAIN =
  /(?:true|false|null|nil|none|undefined|yes|no|~|\*{4,}|<[\w -]*>|\(hidden\))(?=[\s"',;&})\]]|$)/iy;
/** A block of lines follows, or an object whose names speak for themselves. */
const OPENS = /[|>][+-]?\d*[+-]?[ \t]*(?:#.*)?(?=\r?\n|$)|\{|&|\r?\n|$/y;
/** Before the name there is nothing else on the line. */
const LINE_START = /(?:^|\n)[ \t]*(?:- |export |[#;][ \t]*)?["']?[\w.-]*$/;
const WORD_PART = /[\w."'-]/;
const LONGEST_NAME = 96;

/** Values beside names that say they are secret: `password: x`, `--token x`, `"psk":"x"`. */
export function assignedSecrets(text: string): readonly Span[] {
  const spans: Span[] = [];
  KEYWORD.lastIndex = 0;
  for (let found = KEYWORD.exec(text); found !== null; found = KEYWORD.exec(text)) {
    const span = valueBeside(text, found.index, KEYWORD.lastIndex);
    if (span === undefined) continue;
    spans.push(span);
    KEYWORD.lastIndex = Math.max(KEYWORD.lastIndex, span.end);
  }
  return spans;
}

function valueBeside(text: string, nameAt: number, nameEnd: number): Span | undefined {
  const valueAt = after(BETWEEN, text, nameEnd);
  const before = text.slice(Math.max(0, nameAt - LONGEST_NAME), nameAt);
  const from = wordStart(text, nameAt);
  if (valueAt !== undefined) {
    if (after(OPENS, text, valueAt) !== undefined || after(PLAIN, text, valueAt) !== undefined)
      return undefined;
    return spanOf(text, { from, at: valueAt, isWholeLine: isFirst(before, nameAt) });
  }
  const argumentAt = after(SPACE, text, nameEnd);
  if (argumentAt === undefined || !before.includes("-") || !OPTION.test(before)) return undefined;
  return spanOf(text, { from, at: argumentAt, isWholeLine: false });
}

/** Where the name begins, with its quotes and dashes. */
function wordStart(text: string, nameAt: number): number {
  let at = nameAt;
  while (at > 0 && nameAt - at < LONGEST_NAME && WORD_PART.test(text.charAt(at - 1))) at -= 1;
  return at;
}

/** At the very start of the text only if nothing was cut off there. */
function isFirst(before: string, nameAt: number): boolean {
  return nameAt <= LONGEST_NAME ? LINE_START.test(before) : LINE_START.test(`x${before}`);
}

interface Value {
  readonly from: number;
  readonly at: number;
  /** Words after the first belong to it. */
  readonly isWholeLine: boolean;
}

function spanOf(text: string, { from, at, isWholeLine }: Value): Span | undefined {
  for (const shape of [IN_ESCAPED, IN_DOUBLE, IN_SINGLE, IN_LIST]) {
    shape.lastIndex = at;
    const inner = shape.exec(text)?.[1];
    if (inner === undefined) continue;
    const end = shape.lastIndex;
    return inner === "" ? undefined : { from, start: end - inner.length, end };
  }
  const shape = isWholeLine ? TO_LINE_END : WORD;
  const end = after(shape, text, at);
  return end === undefined ? undefined : { from, start: at, end };
}

/** Where a match of `shape` that begins at `at` ends. */
function after(shape: RegExp, text: string, at: number): number | undefined {
  shape.lastIndex = at;
  return shape.test(text) ? shape.lastIndex : undefined;
}
