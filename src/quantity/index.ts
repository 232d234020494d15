/** Bytes, counts and durations as words. Pure; no locale, so that screens and goldens agree everywhere. */

export const KIB = 1024;
export const MIB = 1024 * KIB;
export const GIB = 1024 * MIB;
export const MB = 1_000_000;
export const GB = 1000 * MB;

export function formatGiB(bytes: number): string {
  return `${trimmed(bytes / GIB)} GiB`;
}

/** Decimal, as printed on drives: 62 GB, 1.2 TB, 412 MB. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ["kB", "MB", "GB", "TB", "PB"];
  let value = bytes;
  let unit = "B";
  for (const next of units) {
    if (value < 999.5) break;
    value /= 1000;
    unit = next;
  }
  return `${trimmed(value)} ${unit}`;
}

/** `0.4 ms`, `3.2 s`, `1:43`, `2 h 05 min`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  if (ms < 1) return `${trimmed(Math.round(ms * 10) / 10)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${trimmed(ms / 1000)} s`;
  if (ms < 60_000) return `${Math.round(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return formatCountdown(ms);
  if (seconds < 86_400) {
    return `${Math.floor(seconds / 3600)} h ${pad(Math.floor((seconds % 3600) / 60))} min`;
  }
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`;
}

/** Minutes and seconds left or gone: `12:21`, from two hours on `24 h`, `2 h 05`. Never below `0:00`. */
export function formatCountdown(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds >= 7200) {
    const minutes = Math.floor((seconds % 3600) / 60);
    return `${Math.floor(seconds / 3600)} h${minutes === 0 ? "" : ` ${pad(minutes)}`}`;
  }
  return `${Math.floor(seconds / 60)}:${pad(seconds % 60)}`;
}

/** Wall clock of this host, `12:41:07`. */
export function formatClock(epochMs: number): string {
  const at = new Date(epochMs);
  return `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`;
}

/** A moment of the past: by the clock of today, else with its day, `11-20 12:41`. */
export function formatMoment(epochMs: number, nowMs: number): string {
  const [at, now] = [new Date(epochMs), new Date(nowMs)];
  if (at.toDateString() === now.toDateString()) return formatClock(epochMs);
  const day = `${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  return `${day} ${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

/** `2026-11-23 10:55 UTC`: for those who carry it to another host, in another time zone maybe. */
export function formatUtc(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function trimmed(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Math.round(value * 10) / 10);
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
