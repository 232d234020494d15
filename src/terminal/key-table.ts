// Over 100 lines by design: a table, what keys send on linux, xterm, vt220, rxvt, putty and screen.

/** The key a `CSI` body means, whatever modifiers came with it; `undefined`: none of ours. */
export function csiKey(body: string): string | undefined {
  const own = (key: string) => (Object.hasOwn(CSI_KEYS, key) ? CSI_KEYS[key] : undefined);
  const bare = body
    .replace(/;\d+(?=[A-Z~])/, "")
    .replace(/^1(?=[A-Z])/, "")
    .replace(/^(\d+)[$^@]$/, "$1~");
  return own(body) ?? own(bare);
}

/** An `SS3` body: a named key, or what a key of the application keypad stands for. */
export function ss3Key(body: string): { readonly name: string } | { readonly text: string } | null {
  const final = body.slice(-1);
  const name = Object.hasOwn(SS3_KEYS, final) ? SS3_KEYS[final] : undefined;
  if (name !== undefined) return { name };
  const text = Object.hasOwn(KEYPAD, final) ? KEYPAD[final] : undefined;
  return text === undefined ? null : { text };
}

export function controlKey(character: string): string | undefined {
  return Object.hasOwn(CONTROLS, character) ? CONTROLS[character] : undefined;
}

/** Whether this can be the end of a sequence rather than something a hand typed after Esc. */
export function isKnownTail(kind: string, body: string): boolean {
  if (kind === "ss3") return /^[A-DFHMP-Sa-d]$/.test(body);
  return csiKey(body) !== undefined || /^[?>]?[\d;]+[Rcnt]$/.test(body);
}

/** Control bytes that are keys; those that multiplexers and line disciplines keep are noise here. */
const CONTROLS: Readonly<Record<string, string>> = {
  "\r": "enter",
  "\n": "newline",
  "\t": "tab",
  "\u0008": "backspace",
  "\u007f": "backspace",
  ...Object.fromEntries(
    [..."cefgklnoprtuvwxy"].map((letter) => [
      String.fromCharCode(letter.charCodeAt(0) - 96),
      `ctrl-${letter}`,
    ]),
  ),
};

const ARROWS = { A: "up", B: "down", C: "right", D: "left", H: "home", F: "end" } as const;
/** rxvt's arrows with Shift or Ctrl. */
const SMALL_ARROWS = { a: "up", b: "down", c: "right", d: "left" } as const;

const CSI_KEYS: Readonly<Record<string, string>> = {
  ...ARROWS,
  ...SMALL_ARROWS,
  Z: "backtab",
  "1~": "home",
  "2~": "insert",
  "3~": "delete",
  "4~": "end",
  "5~": "pageup",
  "6~": "pagedown",
  "7~": "home",
  "8~": "end",
  // Putty sends these two to a program that asked for application keys.
  "[5~": "pageup",
  "[6~": "pagedown",
  "[A": "f1",
  "[B": "f2",
  "[C": "f3",
  "[D": "f4",
  "[E": "f5",
  P: "f1",
  Q: "f2",
  S: "f4",
  "11~": "f1",
  "12~": "f2",
  "13~": "f3",
  "14~": "f4",
  "15~": "f5",
  "17~": "f6",
  "18~": "f7",
  "19~": "f8",
  "20~": "f9",
  "21~": "f10",
  "23~": "f11",
  "24~": "f12",
  // A vt220's Help key; its F1 to F5 never reach the host.
  "28~": "f1",
};

const SS3_KEYS: Readonly<Record<string, string>> = {
  ...ARROWS,
  ...SMALL_ARROWS,
  M: "enter",
  I: "tab",
  P: "f1",
  Q: "f2",
  R: "f3",
  S: "f4",
};

const KEYPAD: Readonly<Record<string, string>> = {
  " ": " ",
  X: "=",
  j: "*",
  k: "+",
  l: ",",
  m: "-",
  n: ".",
  o: "/",
  ...Object.fromEntries([..."pqrstuvwxy"].map((letter, digit) => [letter, String(digit)])),
};
