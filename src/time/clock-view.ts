import type { Fact } from "../engine/index.ts";
import { momentText } from "./clock-text.ts";

/** The clock of the host in words, for screens and the command line alike. */
interface ClockView {
  /** `2026-11-21 03:15:30 Europe/Berlin`. */
  readonly now: string;
  /** Of the tz database; UTC where none is known. */
  readonly zone: string;
  /** What is known of it, a name and a sentence each. */
  readonly rows: readonly (readonly [title: string, text: string])[];
}

const ROWS = [
  ["seen.time.synchronised", "Kept right"],
  ["spec.time.ntpServers", "Time servers"],
  ["seen.time.hardwareClock", "Hardware clock"],
] as const;

/** From what was seen of the settings, if anything, and the wall time of the host. */
export function clockView(
  settings: readonly { readonly path: string; readonly seen: Fact<string> }[] | undefined,
  nowMs: number,
): ClockView {
  const seenAt = (path: string) => settings?.find((row) => row.path === path)?.seen;
  const seenZone = seenAt("spec.time.timezone");
  const zone = seenZone?.is === "known" ? seenZone.value : "UTC";
  return {
    zone,
    now: `${momentText(nowMs, zone)} ${zone}`,
    rows: ROWS.map(([path, title]) => [title, words(seenAt(path))]),
  };
}

function words(seen: Fact<string> | undefined): string {
  if (seen === undefined) return "not looked yet";
  if (seen.is === "known") return seen.value;
  return seen.is === "absent" ? "none" : `cannot tell: ${seen.why}`;
}
