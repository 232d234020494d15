import { formatClock } from "../quantity/index.ts";
import type { ActivityEntry } from "../session/index.ts";
import { sanitize } from "../text/index.ts";
import type { Output } from "./output.ts";

const LEVELS = { info: "none", warn: "warn", error: "fail" } as const;

export function printEntry(entry: ActivityEntry, out: Output): void {
  const { atMs, level, subject, message } = entry;
  out.object(entry);
  out.line(`${stamp(atMs)} ${out.mark(LEVELS[level])} ${subject}: ${sanitize(message)}`);
}

/** `2026-11-20 12:41:07`, wall clock of this host. */
export function stamp(epochMs: number): string {
  const at = new Date(epochMs);
  const day = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((n) =>
    String(n).padStart(2, "0"),
  );
  return `${day.join("-")} ${formatClock(epochMs)}`;
}
