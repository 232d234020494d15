import type { Key } from "./key.ts";

/** More characters than this without a pause are no typing hand: an Enter inside executes nothing. */
const PASTE_CHARACTERS = 8;
const LONGEST_PASTE = 1 << 20;

export interface Burst {
  /** All keys of one read. What a hand can have typed goes out now, the rest waits for a pause. */
  read(keys: readonly Key[], atMs: number): void;
  /** Forgets what is held; nothing of it is given out. */
  discard(): void;
}

/**
 * Tells pasted text from typed keys by its pace. A paste is given out as one when it pauses for
 * `windowMs`; what turns out to be fast typing is given out key by key, in order.
 */
export function createBurst(windowMs: number, onKey: (key: Key) => void): Burst {
  /** Each character one key: Enter as CR. */
  let held = "";
  /** Printable characters of this burst, held or given out already. */
  let count = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    const text = held;
    held = "";
    if (text === "") return;
    if (count > PASTE_CHARACTERS) onKey(pasteOf(text));
    else for (const character of text) onKey(typedKey(character));
  }

  function hold(key: Key): void {
    const character = characterOf(key);
    if (character === undefined) {
      // Any other key stays where it was, between what came before it and after.
      flush();
      onKey(key);
    } else if (held.length < LONGEST_PASTE) held += character;
  }

  return {
    read(keys, atMs) {
      const isJoined = held !== "" || atMs - lastMs < windowMs;
      const here = keys.filter(({ is }) => is === "text").length;
      count = isJoined ? count + here : here;
      if (count > 0) lastMs = atMs;
      const isTyping = count <= PASTE_CHARACTERS && !(isJoined && keys.some(isTypedControl));
      for (const key of keys) {
        if (isTyping && held === "") onKey(key);
        else hold(key);
      }
      clearTimeout(timer);
      if (held !== "") timer = setTimeout(flush, windowMs);
    },
    discard() {
      clearTimeout(timer);
      held = "";
      count = 0;
    },
  };
}

/** Pasted text as fields want it: line ends become \n, controls go. */
export function pasteOf(text: string): Key {
  const clean = text
    .slice(0, LONGEST_PASTE)
    .replace(/\r\n?/g, "\n")
    .replace(/\t/g, " ")
    .replace(/(?!\n)[\p{Cc}\p{Cf}\p{Co}\ufffd]/gu, "");
  return { is: "paste", text: clean };
}

const CONTROLS: Readonly<Record<string, string>> = { enter: "\r", tab: "\t" };

function isTypedControl(key: Key): boolean {
  return key.is === "key" && Object.hasOwn(CONTROLS, key.name);
}

function characterOf(key: Key): string | undefined {
  if (key.is === "text") return key.text;
  return isTypedControl(key) && key.is === "key" ? CONTROLS[key.name] : undefined;
}

function typedKey(character: string): Key {
  if (character === "\r") return { is: "key", name: "enter" };
  if (character === "\t") return { is: "key", name: "tab" };
  return { is: "text", text: character };
}
