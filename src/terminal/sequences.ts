// Over 150 lines by design: one state machine, from characters to whole sequences.
import { isKnownTail } from "./key-table.ts";

/** One whole thing a terminal sent. */
export type Token =
  | { readonly is: "character"; readonly character: string }
  /** Esc by itself. */
  | { readonly is: "escape" }
  /** `ESC [` and `ESC O`: `body` is what follows, the final letter included. */
  | { readonly is: "csi"; readonly body: string }
  | { readonly is: "ss3"; readonly body: string }
  /** OSC, DCS and the like: never typed by a hand. */
  | { readonly is: "string"; readonly text: string }
  /** A bracketed paste, as it came. */
  | { readonly is: "paste"; readonly text: string };

export interface Sequencer {
  feed(text: string, atMs: number): void;
  /** Nothing came for as long as `unfinished` allows: what is half read will not be completed. */
  giveUp(atMs: number): void;
  unfinished(): Unfinished;
  reset(): void;
}

export type Unfinished = "nothing" | "escape" | "sequence" | "tail" | "string" | "paste";

type State = "ground" | "escape" | "csi" | "skipped-csi" | "ss3" | "string" | "paste";

const LONGEST_SEQUENCE = 64;
const LONGEST_STRING = 4096;
const LONGEST_PASTE = 1 << 20;
/** The rest of a sequence whose Esc was given up may still come this much later. */
const LATE_TAIL_MS = 400;

const ESC = "\u001b";
const BEL = "\u0007";
const CANCELS = "\u0018\u001a";
const PASTE_END = `${ESC}[201~`;
const STRING_OPENERS = "]P_^X";

export function createSequencer(emit: (token: Token) => void): Sequencer {
  let state: State = "ground";
  let body = "";
  /** Esc inside a string: its end, if a backslash follows. */
  let isStringEnding = false;
  /** Reading what looks like the end of a sequence whose Esc was already given up. */
  let isTail = false;
  let escapedMs = Number.NEGATIVE_INFINITY;
  let nowMs = 0;

  function enter(next: State): void {
    state = next;
    body = "";
    isStringEnding = false;
  }

  function finish(token: Token): void {
    const wasTail = isTail;
    const opener = state === "ss3" ? "O" : "[";
    isTail = false;
    enter("ground");
    if (!wasTail) emit(token);
    else if ("body" in token && !isKnownTail(token.is, token.body)) spell(opener + token.body);
  }

  /** What only looked like a sequence was typed after all. */
  function spell(text: string): void {
    for (const character of text) emit({ is: "character", character });
  }

  /** A character that no sequence can hold: what was begun is noise, the character is not. */
  function abandon(character: string): void {
    const typed = isTail ? (state === "ss3" ? "O" : "[") + body : "";
    isTail = false;
    escapedMs = Number.NEGATIVE_INFINITY;
    enter("ground");
    spell(typed);
    if (!CANCELS.includes(character)) step(character);
  }

  const STATES: Readonly<Record<State, (character: string) => void>> = {
    ground(character) {
      if (character === ESC) enter("escape");
      else if ((character === "[" || character === "O") && nowMs - escapedMs < LATE_TAIL_MS) {
        isTail = true;
        enter(character === "[" ? "csi" : "ss3");
      } else emit({ is: "character", character });
    },
    escape(character) {
      if (character === "[") enter("csi");
      else if (character === "O") enter("ss3");
      else if (STRING_OPENERS.includes(character)) enter("string");
      // The Linux console sends this for Shift-Tab.
      else if (character === "\t") finish({ is: "csi", body: "Z" });
      else {
        // Esc, then something else in the same read: two keys.
        finish({ is: "escape" });
        step(character);
      }
    },
    csi(character) {
      const isFirst = body === "";
      // The Linux console's F1 to F5 are `ESC [ [ A` and so on.
      const isParameter = (isFirst && character === "[") || (character >= " " && character <= "?");
      // rxvt ends Shift with an editing key in `$`, which for others comes before the last letter.
      const isRxvtShift = character === "$" && /^[235678]$/.test(body);
      if (isRxvtShift || (!isParameter && character >= "@" && character <= "~"))
        endCsi(body + character);
      else if (!isParameter) abandon(character);
      else if (body.length < LONGEST_SEQUENCE) body += character;
      else enter("skipped-csi");
    },
    "skipped-csi"(character) {
      if (character >= "@" && character <= "~") enter("ground");
      else if (character < " " || character > "~") abandon(character);
    },
    ss3(character) {
      if (/^[\d;]$/.test(character) && body.length < 8) body += character;
      else if (character >= " " && character <= "~") finish({ is: "ss3", body: body + character });
      else abandon(character);
    },
    string(character) {
      if (character === BEL || (isStringEnding && character === "\\"))
        finish({ is: "string", text: body });
      else if (isStringEnding) {
        enter("escape");
        step(character);
      } else if (character === ESC) isStringEnding = true;
      else if (CANCELS.includes(character)) enter("ground");
      else if (body.length < LONGEST_STRING) body += character;
    },
    paste(character) {
      // What is too long to keep is still not typed: it is swallowed up to the end mark.
      body += character;
      if (character === "~" && body.endsWith(PASTE_END))
        finish({ is: "paste", text: body.slice(0, -PASTE_END.length) });
      else if (body.length > 2 * LONGEST_PASTE)
        body = body.slice(0, LONGEST_PASTE) + body.slice(-PASTE_END.length);
    },
  };

  function endCsi(whole: string): void {
    if (whole !== "200~") finish({ is: "csi", body: whole });
    else {
      isTail = false;
      enter("paste");
    }
  }

  function step(character: string): void {
    STATES[state](character);
  }

  return {
    feed(text, atMs) {
      nowMs = atMs;
      for (const character of text) step(character);
    },
    giveUp(atMs) {
      const left = state;
      const text = body;
      if (isTail) abandon("\u0018");
      enter("ground");
      if (left === "escape") {
        emit({ is: "escape" });
        escapedMs = atMs;
      }
      if (left === "paste") emit({ is: "paste", text });
    },
    unfinished() {
      if (state === "ground") return "nothing";
      if (isTail) return "tail";
      return state === "escape" || state === "string" || state === "paste" ? state : "sequence";
    },
    reset() {
      isTail = false;
      enter("ground");
    },
  };
}
