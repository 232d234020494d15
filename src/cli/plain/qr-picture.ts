import { layoutQr, type QrLayout } from "../../registration/index.ts";
import { PLAIN_WIDTH } from "./ascii.ts";
import { choose } from "./choose.ts";
import { type Desk, seen } from "./desk.ts";

/** Nobody scans a pipe, and half a code is worse than none. */
export function canDrawQr(desk: Desk): boolean {
  const { stdout } = desk.call.world;
  if (stdout.isTTY !== true || (stdout.columns ?? 0) <= PLAIN_WIDTH) return false;
  return layoutOf(desk, "dark").is === "cells";
}

/** Letters where it has to be light; which those are depends on the device, so it is asked. */
export async function showQr(desk: Desk): Promise<void> {
  const background = await choose(desk.talk, {
    prompt: "This device shows",
    options: [
      { value: "dark", label: "Light letters on a dark screen" },
      { value: "light", label: "Dark letters on a light screen or on paper" },
    ],
    usual: "dark",
    help: ["Wrongly chosen, the code comes out inverted, and most phones do not read it."],
  });
  if (background === undefined) return;
  const layout = layoutOf(desk, background);
  if (layout.is !== "cells") return desk.talk.say(layout.reason);
  for (const row of layout.rows)
    desk.talk.say(
      row.map(({ text, style }) => (style === "reverse" ? "#".repeat(text.length) : text)).join(""),
    );
}

function layoutOf(desk: Desk, background: "dark" | "light"): QrLayout {
  const text = seen(desk).registration.approval?.verificationUriComplete;
  if (text === undefined) return { is: "text-only", reason: "There is no code to show now." };
  const rows = Number.POSITIVE_INFINITY;
  return layoutQr({ text, columns: PLAIN_WIDTH, rows, glyphs: "reverse", background });
}
