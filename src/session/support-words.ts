import { formatBytes, formatDuration } from "../quantity/index.ts";
import type { SupportSlice } from "./contract.ts";

type Made = NonNullable<SupportSlice["made"]>;

/** What a bundle holds and what not, before one is made; for consoles of every kind. */
export const SUPPORT_HOLDS: readonly string[] = [
  "Logs of services and kernel, network, drives, clock, user-data, checks, runs, audit, and what a cluster says of itself, in one .tar.gz file. It takes up to a minute.",
  "Secrets are masked. Keys, password files and what cannot be searched for secrets are named in its manifest and not in it. Nothing on this host is changed.",
];

/** Where bundles lie unless told otherwise, in words. */
export const SUPPORT_PLACES = "It is put beside the store of bringup; the last two are kept.";

/** `collecting, 41 of 153`, `copying, 12 MB of 80 MB`, `made at ...`. */
export function supportTitle(slice: SupportSlice | undefined): string {
  if (slice === undefined) return "none made yet";
  const { state, done, total, to } = slice;
  if (state === "running") return total === 0 ? "beginning" : `collecting, ${done} of ${total}`;
  if (state === "copying") return `to ${to}: ${formatBytes(done)} of ${formatBytes(total)}`;
  return { finished: "made", failed: "not made", cancelled: "cancelled, nothing is left" }[state];
}

/** How the last one ended, a sentence each. */
export function supportOutcome({ made, error, state }: SupportSlice): readonly string[] {
  if (error !== undefined) return [`${error.message} (${error.code}).`, error.hint];
  if (made === undefined || state !== "finished") return [];
  const { path, bytes, tookMs, counts, notes, on, sentTo } = made;
  return [
    // Nothing is collected where a copy that was cut off goes on.
    `${path}, ${formatBytes(bytes)}${tookMs === 0 ? "" : `, made in ${formatDuration(tookMs)}`}.`,
    ...(on === undefined ? [] : [`On the stick ${on} too, read back and the same: pull it out.`]),
    ...(sentTo === undefined ? [] : [`Sent to ${sentTo}.`]),
    ...(counts.collected === 0 ? [] : [`${countsText(counts)}. MANIFEST.txt in it names each.`]),
    ...notes.map((note) => `Note: ${note}.`),
  ];
}

function countsText({ collected, cut, timedOut, leftOut, failed }: Made["counts"]): string {
  const others = [
    [cut, "not whole"],
    [timedOut, "did not end in time"],
    [leftOut, "left out"],
    [failed, "failed"],
  ] as const;
  const said = others.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return [`${collected} collected`, ...said].join(", ");
}

/** What can be done about it now. */
export const SUPPORT_ACTIONS = [
  { value: "here", label: "Make a bundle on this host" },
  { value: "usb", label: "Make a bundle and copy it to the USB stick" },
] as const;

/** `[#####.....]`: as plain on a serial line as on a screen. */
export function barText(done: number, total: number, width: number): string {
  const full = total === 0 ? 0 : Math.min(width, Math.floor((done / total) * width));
  return `[${"#".repeat(full)}${".".repeat(width - full)}]`;
}

export const isMaking = (slice: SupportSlice | undefined): boolean =>
  slice?.state === "running" || slice?.state === "copying";
