import type { LogLine } from "../../engine/index.ts";
import type { CutLine } from "./cut-lines.ts";

/** Of a line longer than this the beginning is kept. */
export const LINE_BYTES = 8 * 1024;

const lenient = new TextDecoder("utf-8");
/** A character that the cut went through. */
const HALF = /\ufffd+$/;

/** Bytes that are no UTF-8 become U+FFFD. */
export function textOf({ bytes, cutBytes }: CutLine): Pick<LogLine, "text" | "cutBytes"> {
  const kept = bytes.subarray(0, LINE_BYTES);
  const left = cutBytes + bytes.length - kept.length;
  const text = lenient.decode(kept);
  if (left === 0) return { text: text.endsWith("\r") ? text.slice(0, -1) : text };
  return { text: text.replace(HALF, ""), cutBytes: left };
}
