// Over 150 lines by design: one state machine, from bytes to whole keys.
import { StringDecoder } from "node:string_decoder";

/** One thing a person did: a character, a named key, or a pasted text. */
export type Key =
  | { readonly is: "text"; readonly text: string }
  | { readonly is: "key"; readonly name: string }
  | { readonly is: "paste"; readonly text: string };

export interface DecoderOptions {
  readonly escapeDelayMs: number;
  onKey(key: Key): void;
  /** Monotonic milliseconds; only differences count. */
  now?(): number;
}

export interface Decoder {
  push(bytes: Uint8Array | string): void;
  /** Forgets what is half read and stops its timer. */
  close(): void;
}

/** More characters than this within the window are no typing hand: an Enter inside executes nothing. */
const PASTE_CHARACTERS = 8;
const PASTE_WINDOW_MS = 15;
const LONGEST_SEQUENCE = 64;
const LONGEST_STRING = 4096;
const LONGEST_PASTE = 1 << 20;

const ESC = "\u001b";
const PASTE_START = `${ESC}[200~`;
const PASTE_END = `${ESC}[201~`;
const STRING_OPENERS = "]P_^X";

export function createDecoder({
  escapeDelayMs,
  onKey,
  now = () => performance.now(),
}: DecoderOptions): Decoder {
  const utf8 = new StringDecoder("utf8");
  let pending = "";
  let timer: NodeJS.Timeout | undefined;
  let lastReturnMs = Number.NEGATIVE_INFINITY;
  let recent: number[] = [];

  function push(bytes: Uint8Array | string): void {
    pending += typeof bytes === "string" ? bytes : utf8.write(Buffer.from(bytes));
    clearTimeout(timer);
    takeAll(isBurst(pending));
    if (pending !== "") timer = setTimeout(giveUp, waitFor(pending));
  }

  function takeAll(isPaste: boolean): void {
    while (pending !== "") {
      const taken = (isPaste ? takePasted(pending) : undefined) ?? take(pending);
      if (taken === undefined) return;
      pending = pending.slice(taken.length);
      if (taken.key !== undefined) emit(taken.key);
    }
  }

  /** What never completed is noise, except the one sequence that is a key by itself. */
  function giveUp(): void {
    const left = pending;
    pending = "";
    if (left === ESC) onKey(named("escape"));
    if (left.startsWith(PASTE_START)) onKey(paste(left.slice(PASTE_START.length)));
  }

  function waitFor(left: string): number {
    return left.startsWith(PASTE_START) ? 1000 : escapeDelayMs;
  }

  function emit(key: Key): void {
    const at = now();
    recent = recent.filter((ms) => at - ms < PASTE_WINDOW_MS);
    if (key.is === "text") recent.push(at);
    const isEnter = key.is === "key" && (key.name === "enter" || key.name === "newline");
    if (!isEnter) {
      onKey(key);
      return;
    }
    // The second half of CR LF may come in a read of its own.
    const isSecondHalf = key.name === "newline" && at - lastReturnMs < escapeDelayMs;
    lastReturnMs = key.name === "enter" ? at : Number.NEGATIVE_INFINITY;
    if (!isSecondHalf) onKey(recent.length > PASTE_CHARACTERS ? paste("\n") : named("enter"));
  }

  return {
    push,
    close() {
      clearTimeout(timer);
      pending = "";
    },
  };
}

interface Taken {
  readonly length: number;
  /** Absent: noise, or a reply nobody waits for. */
  readonly key?: Key;
}

const named = (name: string): Key => ({ is: "key", name });
const paste = (text: string): Key => ({ is: "paste", text: cleanPaste(text) });

/** Line ends become \n, controls go. */
function cleanPaste(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/\t/g, " ")
    .replace(/(?!\n)[\p{Cc}\p{Cf}\ufffd]/gu, "");
}

function isBurst(text: string): boolean {
  let printable = 0;
  for (const character of withoutSequences(text)) if (character >= " ") printable += 1;
  return printable > PASTE_CHARACTERS;
}

const SEQUENCES = new RegExp(`${ESC}(?:\\[\\[?[0-?]*[ -/]*[@-~]|O.|.)`, "g");
const CSI = new RegExp(`^${ESC}\\[(\\[?[0-?]*[ -/]*[@-~])`);
const CSI_BEGUN = new RegExp(`^${ESC}\\[\\[?[0-?]*[ -/]*$`);
const STRING_END = new RegExp(`\\u0007|${ESC}\\\\`);
/** Characters, line ends and tabs; no other control. */
const TEXT_RUN = /^(?:[\r\n\t]|\P{Cc})+/u;
const withoutSequences = (text: string) => text.replace(SEQUENCES, "");

/** In a burst, text up to the next key that is no text is one paste. */
function takePasted(text: string): Taken | undefined {
  const run = TEXT_RUN.exec(text)?.[0] ?? "";
  const printable = run.replace(/[\r\n\t]/g, "");
  if (printable.length <= PASTE_CHARACTERS) return undefined;
  return { length: run.length, key: paste(run) };
}

/** The first whole key of `text`; `undefined` when it is not complete yet. */
function take(text: string): Taken | undefined {
  const character = String.fromCodePoint(text.codePointAt(0) ?? 0);
  if (character === ESC) return takeSequence(text);
  const control = CONTROLS[character];
  if (control !== undefined) return { length: 1, key: named(control) };
  if (/[\p{Cc}\p{Cf}\ufffd\ud800-\udfff]/u.test(character)) return { length: character.length };
  return { length: character.length, key: { is: "text", text: character } };
}

function takeSequence(text: string): Taken | undefined {
  const next = text[1];
  if (next === undefined) return undefined;
  if (next === "[") return takeCsi(text);
  if (next === "O") return takeSs3(text);
  if (STRING_OPENERS.includes(next)) return takeString(text);
  // The Linux console sends this for Shift-Tab.
  if (next === "\t") return { length: 2, key: named("backtab") };
  // Esc, then something else in the same read: two keys.
  return { length: 1, key: named("escape") };
}

function takeCsi(text: string): Taken | undefined {
  if (text.startsWith(PASTE_START)) return takeBracketed(text);
  const found = CSI.exec(text);
  // `[` is itself a final byte, but after `ESC [` it opens the Linux console's F1 to F5.
  if (found?.[1] === "[" && text.length === 3) return undefined;
  if (found?.[1] !== undefined) {
    const name =
      CSI_KEYS[found[1]] ?? CSI_KEYS[found[1].replace(/;\d+/, "").replace(/^1(?=[A-Z])/, "")];
    return { length: found[0].length, ...(name === undefined ? {} : { key: named(name) }) };
  }
  const isPossible = CSI_BEGUN.test(text) && text.length < LONGEST_SEQUENCE;
  return isPossible ? undefined : { length: 2 };
}

function takeSs3(text: string): Taken | undefined {
  const final = text[2];
  if (final === undefined) return undefined;
  const name = SS3_KEYS[final];
  return { length: 3, ...(name === undefined ? {} : { key: named(name) }) };
}

/** OSC, DCS and the like: swallowed to their end, so that a late reply never types itself. */
function takeString(text: string): Taken | undefined {
  const end = STRING_END.exec(text.slice(2));
  if (end !== null) return { length: 2 + end.index + end[0].length };
  return text.length < LONGEST_STRING ? undefined : { length: text.length };
}

function takeBracketed(text: string): Taken | undefined {
  const end = text.indexOf(PASTE_END);
  if (end >= 0) {
    return { length: end + PASTE_END.length, key: paste(text.slice(PASTE_START.length, end)) };
  }
  return text.length < LONGEST_PASTE ? undefined : { length: text.length };
}

/** Control bytes that are keys; XON, XOFF, NUL and all others are noise on a line. */
const CONTROLS: Readonly<Record<string, string>> = {
  "\r": "enter",
  "\n": "newline",
  "\t": "tab",
  "\u0008": "backspace",
  "\u007f": "backspace",
  ...Object.fromEntries(
    [..."cefgklnoprtuvwx"].map((letter) => [
      String.fromCharCode(letter.charCodeAt(0) - 96),
      `ctrl-${letter}`,
    ]),
  ),
};

const CSI_KEYS: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  H: "home",
  F: "end",
  Z: "backtab",
  "1~": "home",
  "7~": "home",
  "4~": "end",
  "8~": "end",
  "3~": "delete",
  "5~": "pageup",
  "6~": "pagedown",
  "[A": "f1",
  "11~": "f1",
  "[E": "f5",
  "15~": "f5",
};

const SS3_KEYS: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  H: "home",
  F: "end",
  M: "enter",
  P: "f1",
};
