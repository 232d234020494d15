import type { Capabilities } from "./capabilities.ts";

export const HIDE_CURSOR = "\u001b[?25l";
export const SHOW_CURSOR = "\u001b[?25h";

/** Whatever was on the device: plain attributes, first character set, no margins, empty, no cursor. */
export function clearing(capabilities: Capabilities): string {
  const { lines, cursorHiding } = capabilities;
  const sets = lines === "dec" ? "\u001b)0" : "";
  return `${sets}${emptied(capabilities)}${cursorHiding ? HIDE_CURSOR : ""}`;
}

/** The same with its cursor: as others expect to find it. */
export function handingOver(capabilities: Capabilities): string {
  return `${emptied(capabilities)}${capabilities.cursorHiding ? SHOW_CURSOR : ""}`;
}

function emptied({ scrollRegion }: Capabilities): string {
  return `\u000f\u001b[m${scrollRegion ? "\u001b[r" : ""}\u001b[H\u001b[J`;
}
