import { sanitize } from "../text/index.ts";
import type { BundleReport, Entry, EntryState } from "./contract.ts";

/** For programs. */
export function manifestJson(report: BundleReport): string {
  return `${JSON.stringify({ format: 1, ...report }, undefined, 2)}\n`;
}

const HEADINGS: Readonly<Record<EntryState, string>> = {
  collected: "In this bundle",
  cut: "In this bundle, not whole",
  "timed-out": "Ended by its time limit; what came before is here",
  "left-out": "Left out",
  failed: "Could not be collected",
  absent: "Not on this host",
};
const ORDER: readonly EntryState[] = [
  ...(["collected", "cut", "timed-out", "left-out", "failed", "absent"] as const),
];

/** For a person who opens the bundle. */
export function manifestText({ name, madeMs, tookMs, entries, notes }: BundleReport): string {
  const lines = [
    `Support bundle ${name}`,
    `made ${new Date(madeMs).toISOString()} in ${(tookMs / 1000).toFixed(1)} s`,
    "",
    "Secrets are masked as ********. Files that are secrets as a whole, and files that cannot",
    "be searched for secrets, are named below and not in here.",
    ...notes.map((note) => `Note: ${note}.`),
  ];
  for (const state of ORDER) {
    const own = entries.filter((entry) => entry.state === state);
    if (own.length > 0) lines.push("", `${HEADINGS[state]} (${own.length})`, ...own.map(lineOf));
  }
  return `${lines.join("\n")}\n`;
}

function lineOf({ title, source, path, bytes, sourceBytes, mode, why, masked }: Entry): string {
  const size = bytes ?? sourceBytes;
  const facts = [
    size === undefined ? undefined : `${size} bytes`,
    mode === undefined ? undefined : `mode ${mode}`,
    masked === undefined ? undefined : `${masked} masked`,
    why,
  ].filter((fact) => fact !== undefined);
  return `  ${sanitize(path ?? source)}  ${sanitize([title, ...facts].join(", "))}`;
}
