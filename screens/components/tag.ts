import { type Span, type Tone, toned } from "./line.tsx";

export type TagName = "ok" | "warn" | "fail" | "busy" | "off" | "unknown";

const TAGS: Readonly<Record<TagName, readonly [text: string, tone: Tone]>> = {
  ok: ["[ OK ]", "ok"],
  warn: ["[WARN]", "warn"],
  fail: ["[FAIL]", "fail"],
  busy: ["[ .. ]", "busy"],
  off: ["[ -- ]", "plain"],
  unknown: ["[ ?? ]", "warn"],
};

/** A state in six cells: the same word, place and colour on every screen. */
export const tag = (name: TagName): Span => toned(...TAGS[name]);
