/** A moment as a person types it, or why it is none. */
export type TypedMoment =
  | { readonly is: "moment"; readonly atMs: number }
  | { readonly is: "refused"; readonly why: string; readonly hint: string };

const SHAPE =
  /^(\d{4})-(\d{1,2})-(\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))? ?(Z|UTC|[+-]\d{2}:?\d{2})?$/i;
/** No host runs this program before it was written, and certificates of today end long before that. */
const EARLIEST_MS = Date.UTC(2026, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);
const HINT = "Write it as 2026-11-21 03:15, with Z behind it for UTC.";

/** `2026-11-21 03:15[:30][Z|+01:00]`; without a zone in the one of the host (tz database). Pure. */
export function readMoment(text: string, zone: string): TypedMoment {
  const parts = SHAPE.exec(text.trim());
  if (parts === null) return refused("that is not a date and a time");
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const asUtcMs = Date.UTC(year, month - 1, day, hour, minute, second);
  if (!isReal(asUtcMs, [month, day, hour, minute, second]))
    return refused("the calendar has no such moment");
  const named = parts[7];
  const atMs =
    named === undefined ? fromZone(asUtcMs, zone) : asUtcMs - offsetOf(named) * MINUTE_MS;
  if (atMs === undefined) return refused(`the clocks of ${zone} jump over that moment`);
  if (atMs < EARLIEST_MS || atMs >= LATEST_MS)
    return refused("that is not between the years 2026 and 2100");
  return { is: "moment", atMs };
}

/** `2026-11-21 03:15:30`, in this zone. */
export function momentText(atMs: number, zone: string): string {
  return new Date(atMs + zoneOffsetMs(atMs, zone)).toISOString().slice(0, 19).replace("T", " ");
}

const MINUTE_MS = 60_000;

const refused = (why: string): TypedMoment => ({ is: "refused", why, hint: HINT });

/** `Date.UTC` rolls the 31st of April over to May: it has to come out as it went in. */
function isReal(atMs: number, [month, day, hour, minute, second]: readonly number[]): boolean {
  const back = new Date(atMs);
  return (
    back.getUTCMonth() + 1 === month &&
    back.getUTCDate() === day &&
    back.getUTCHours() === hour &&
    back.getUTCMinutes() === minute &&
    back.getUTCSeconds() === second
  );
}

/** `+01:30` in minutes. */
function offsetOf(text: string): number {
  if (/^(Z|UTC)$/i.test(text)) return 0;
  const digits = text.replace(":", "");
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3));
  return digits.startsWith("-") ? -minutes : minutes;
}

/** `undefined` in the hour that is left out in spring; the first of the two in autumn. */
function fromZone(wallMs: number, zone: string): number | undefined {
  const day = 86_400_000;
  const offsets = [zoneOffsetMs(wallMs - day, zone), zoneOffsetMs(wallMs + day, zone)];
  return offsets
    .map((offsetMs) => wallMs - offsetMs)
    .find((atMs) => atMs + zoneOffsetMs(atMs, zone) === wallMs);
}

/** How far the clocks of a zone are ahead of UTC at a moment. A zone nobody knows counts as UTC. */
function zoneOffsetMs(atMs: number, zone: string): number {
  const words = wallClock(zone).formatToParts(atMs);
  const of = (type: string) => Number(words.find((word) => word.type === type)?.value ?? 0);
  const wallMs = Date.UTC(
    of("year"),
    of("month") - 1,
    of("day"),
    of("hour") % 24,
    of("minute"),
    of("second"),
  );
  return wallMs - Math.floor(atMs / 1000) * 1000;
}

function wallClock(zone: string): Intl.DateTimeFormat {
  const shape = {
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    hourCycle: "h23",
    timeZone: "UTC",
  } as const;
  try {
    return new Intl.DateTimeFormat("en-US", { ...shape, timeZone: zone });
  } catch {
    return new Intl.DateTimeFormat("en-US", shape);
  }
}
