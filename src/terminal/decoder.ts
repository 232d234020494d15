import { createBurst, pasteOf } from "./burst.ts";
import { createCharacterReader } from "./characters.ts";
import type { Key } from "./key.ts";
import { controlKey, csiKey, ss3Key } from "./key-table.ts";
import { type Reply, replyOf } from "./replies.ts";
import { createSequencer, type Token, type Unfinished } from "./sequences.ts";

export type { Key };

export interface DecoderOptions {
  /** How long a lone Esc waits for the rest of a sequence, milliseconds. */
  readonly escapeDelayMs: number;
  /** Within this, more than eight characters are a paste. Default 15 milliseconds. */
  readonly pasteWindowMs?: number;
  onKey(key: Key): void;
  /** What the terminal itself says, asked or not. */
  onReply?(reply: Reply): void;
  /** XOFF asks to stop sending, XON to go on. */
  onFlow?(flow: "stop" | "go"): void;
  /** The line was held low: a BREAK, which a raw tty gives as NUL. */
  onBreak?(): void;
  /** Monotonic milliseconds; only differences count. */
  now?(): number;
}

export interface Decoder {
  push(bytes: Uint8Array | string): void;
  /** While an answer is awaited a split one is waited for, rather than taken for the key Esc. */
  expectReply(isExpected: boolean): void;
  /** Forgets the keys that are held back; an answer that is half read goes on. */
  discard(): void;
  /** Forgets everything and stops the timers. */
  close(): void;
}

const SEQUENCE_MS = 300;
const PASTE_MS = 5000;
/** Noise in a row is one BREAK. */
const BREAK_MS = 500;

/** Bytes in, one whole key at a time out. */
export function createDecoder(options: DecoderOptions): Decoder {
  const { escapeDelayMs, onKey, now = () => performance.now() } = options;
  const characters = createCharacterReader();
  const sequencer = createSequencer(take);
  const burst = createBurst(options.pasteWindowMs ?? 15, onKey);
  let keys: Key[] = [];
  let timer: NodeJS.Timeout | undefined;
  let atMs = 0;
  let returnedMs = Number.NEGATIVE_INFINITY;
  let brokenMs = Number.NEGATIVE_INFINITY;
  let isReplyExpected = false;

  function take(token: Token): void {
    if (token.is === "character") takeCharacter(token.character);
    else if (token.is === "csi") takeCsi(token.body);
    else if (token.is === "ss3") takeSs3(token.body);
    else if (token.is === "escape") keys.push(named("escape"));
    else if (token.is === "paste") keys.push(pasteOf(token.text));
    else options.onReply?.({ is: "other", text: token.text });
  }

  function takeCharacter(character: string): void {
    const name = controlKey(character);
    if (name === "enter" || name === "newline") takeEnter(name);
    else if (name !== undefined) keys.push(named(name));
    else if (character === "\u0013") options.onFlow?.("stop");
    else if (character === "\u0011") options.onFlow?.("go");
    else if (character === "\u0000") takeBreak();
    else if (!NO_TEXT.test(character)) keys.push({ is: "text", text: character });
  }

  function takeEnter(name: "enter" | "newline"): void {
    // The second half of CR LF may come in a read of its own.
    const isSecondHalf = name === "newline" && atMs - returnedMs < escapeDelayMs;
    returnedMs = name === "enter" ? atMs : Number.NEGATIVE_INFINITY;
    if (!isSecondHalf) keys.push(named("enter"));
  }

  function takeBreak(): void {
    if (atMs - brokenMs >= BREAK_MS) options.onBreak?.();
    brokenMs = atMs;
  }

  function takeCsi(body: string): void {
    const reply = replyOf(body);
    const name = reply === undefined ? csiKey(body) : undefined;
    if (reply !== undefined) options.onReply?.(reply);
    if (name !== undefined) keys.push(named(name));
  }

  function takeSs3(body: string): void {
    const key = ss3Key(body);
    if (key !== null) keys.push("name" in key ? named(key.name) : { is: "text", text: key.text });
  }

  function endRead(): void {
    const whole = keys;
    keys = [];
    if (whole.length > 0) burst.read(whole, atMs);
    clearTimeout(timer);
    const unfinished = sequencer.unfinished();
    if (unfinished !== "nothing") timer = setTimeout(giveUp, waitFor(unfinished));
  }

  function giveUp(): void {
    atMs = now();
    sequencer.giveUp(atMs);
    endRead();
  }

  function waitFor(unfinished: Exclude<Unfinished, "nothing">): number {
    if (unfinished === "paste") return PASTE_MS;
    if (unfinished === "sequence") return Math.max(escapeDelayMs, SEQUENCE_MS);
    if (unfinished === "escape" && isReplyExpected) return Math.max(escapeDelayMs, SEQUENCE_MS);
    return escapeDelayMs;
  }

  return {
    push(bytes) {
      atMs = now();
      sequencer.feed(characters(typeof bytes === "string" ? Buffer.from(bytes) : bytes), atMs);
      endRead();
    },
    expectReply(isExpected) {
      isReplyExpected = isExpected;
    },
    discard: burst.discard,
    close() {
      clearTimeout(timer);
      burst.discard();
      sequencer.reset();
    },
  };
}

const named = (name: string): Key => ({ is: "key", name });

/** Controls, invisible formats, private use and what stands for undecodable bytes. */
const NO_TEXT = /[\p{Cc}\p{Cf}\p{Co}\ufffd]/u;
