import type { Change, SecretReader } from "../engine/index.ts";
import { MASK, redact } from "../secrets/index.ts";
import { sanitize } from "../text/index.ts";
import { type ComparedLine, type DiffLine, diffLines } from "./line-diff.ts";
import { isPrivate } from "./saved-file.ts";
import { escapeEnv, maskTemplate, parseTemplate, percentEncode, secretNames } from "./template.ts";

export interface MaskedChangeRequest {
  readonly subject: string;
  readonly template: string;
  /** The template with its secrets, when all of them are at hand. */
  readonly filled?: string;
  readonly mode: number;
  /** What is there now, if anything. */
  readonly before?: string;
  readonly modeBefore?: number;
  readonly secrets: SecretReader;
}

/** The diff of one file, without a secret on either side; nothing when nothing differs. */
export async function maskedChange(request: MaskedChangeRequest): Promise<readonly Change[]> {
  const { subject, before, template, mode, modeBefore } = request;
  const values = await valuesOf(template, request.secrets);
  const now = linesNow(template, request.filled);
  const isSecret = modeBefore !== undefined && isPrivate(modeBefore);
  const old =
    before === undefined ? [] : linesBefore({ text: before, template, values, isSecret, now });
  const lines = [...modeLines(modeBefore, mode), ...diffLines(old, now)];
  return lines.length === 0 ? [] : [{ subject, lines }];
}

function modeLines(before: number | undefined, now: number): readonly DiffLine[] {
  if (before === now || (before === undefined && now === 0o644)) return [];
  const line = (sign: "+" | "-", mode: number): DiffLine => ({
    sign,
    text: `(mode 0${mode.toString(8)})`,
  });
  return before === undefined ? [line("+", now)] : [line("-", before), line("+", now)];
}

function linesNow(template: string, filled: string | undefined): readonly ComparedLine[] {
  const shown = splitLines(maskTemplate(template));
  const keys = filled === undefined ? shown : splitLines(filled);
  return shown.map((line, index) => ({
    shown: sanitize(redact(line)),
    // A secret of several lines moves the rest; then the masked text decides.
    key: keys.length === shown.length ? (keys[index] ?? line) : line,
  }));
}

interface FormerLines {
  readonly text: string;
  readonly template: string;
  readonly values: readonly string[];
  /** Nobody but its owner may read it: what we do not know to be harmless is masked. */
  readonly isSecret: boolean;
  readonly now: readonly ComparedLine[];
}

/** Former content can hold a former secret: it is masked where the template has one, and by shape. */
function linesBefore(former: FormerLines): readonly ComparedLine[] {
  const { text, template, values, isSecret, now } = former;
  if (text.includes("\0"))
    return [{ shown: `(binary, ${text.length} characters)`, key: "\0binary" }];
  const raw = splitLines(text);
  const redacted = splitLines(redact(text, values));
  const prefixes = secretPrefixes(template);
  const shownNow = new Set(now.map(({ shown }) => shown));
  return redacted.map((line, index) => {
    const masked = sanitize(maskAfter(prefixes, line));
    return {
      shown: isSecret && !shownNow.has(masked) ? maskUnlessHarmless(masked) : masked,
      key: raw.length === redacted.length ? (raw[index] ?? line) : line,
    };
  });
}

const SETTING = /^(\s*(?:- )?["']?([\w./ -]+?)["']?\s*[:=]\s*)(\S.*)$/;
const SECRET_NAME = /auth|pass|pwd|key|cred|token|secret/i;
/** Small numbers, switches, addresses and networks, paths, names with a dot. A word can be a password. */
const HARMLESS =
  /^["']?(?:\d{1,9}|true|false|yes|no|[\da-f]*[.:][\da-f.:]*(?:\/\d+)?|\/[\w./-]*|[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?)["']?$/;

function maskUnlessHarmless(line: string): string {
  if (/^\s*(#.*)?$/.test(line)) return line;
  const [, start = "", name = "", value = ""] = SETTING.exec(line) ?? [];
  if (start === "") return /^\s*[\w./-]+:\s*$/.test(line) ? line : MASK;
  const isShown = value.includes(MASK) || (!SECRET_NAME.test(name) && HARMLESS.test(value));
  return isShown ? line : `${start}${MASK}`;
}

/** What stands on a line before its first secret: `password: `. */
function secretPrefixes(template: string): readonly string[] {
  return template.split("\n").flatMap((line) => {
    const parts = parseTemplate(line);
    if (!parts.some((part) => part.is === "secret")) return [];
    const [first] = parts;
    return first?.is === "text" ? [first.text.trimStart()] : [""];
  });
}

function maskAfter(prefixes: readonly string[], line: string): string {
  const indent = line.length - line.trimStart().length;
  for (const prefix of prefixes) {
    const value = line.slice(indent);
    if (value.startsWith(prefix)) return `${line.slice(0, indent)}${prefix}${MASK}`;
    // The address before the user info changes more often than the name of the setting.
    const name = /^[-\w.]+\s*[:=]/.exec(prefix)?.[0];
    if (name !== undefined && value.startsWith(name))
      return `${line.slice(0, indent)}${name}${MASK}`;
  }
  return line;
}

async function valuesOf(template: string, secrets: SecretReader): Promise<readonly string[]> {
  const values = await Promise.all(secretNames(template).map((name) => secrets.read(name)));
  return values.flatMap((value) =>
    value === undefined ? [] : [value, percentEncode(value), escapeEnv(value)],
  );
}

function splitLines(text: string): readonly string[] {
  if (text === "") return [];
  if (text.endsWith("\n")) return text.slice(0, -1).split("\n");
  return [...text.split("\n"), "(no newline at the end)"];
}
