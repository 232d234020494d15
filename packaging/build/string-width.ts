import fullWidth, { type Options } from "string-width";
import stripAnsi from "strip-ansi";
import { quickWidth } from "./quick-text.ts";

/**
 * Stands in for the package `string-width`: its emoji pattern alone takes as long to compile as half
 * of our first frame, and is compiled with the first line of a box. Here only a text that may hold
 * more than plain characters gets that far.
 */
const stringWidth = (text: string, options: Options = {}): number => {
  if (typeof text !== "string") return 0;
  const isUsual = options.ambiguousIsNarrow !== false && options.countAnsiEscapeCodes !== true;
  const quick = isUsual ? quickWidth(text.includes("\u001b") ? stripAnsi(text) : text) : undefined;
  return quick ?? fullWidth(text, options);
};

// biome-ignore lint/style/noDefaultExport: the shape of what it stands in for
export default stringWidth;
