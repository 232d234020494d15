/** One record of syslog, before it is written down. */
export interface SyslogRecord {
  readonly atMs: number;
  readonly hostName: string;
  /** Who writes; syslog calls it APP-NAME, rsyslog the tag. */
  readonly appName: string;
  readonly processId: number;
  /** Kind of the record, for filters: MSGID. */
  readonly messageId: string;
  readonly message: string;
}

/** local7 (23), notice (5): what collectors of audit logs on edge hosts filter by. */
export const PRIORITY = 23 * 8 + 5;

/**
 * One line of RFC 5424 without its end. The message must be ASCII: then it needs no byte order mark,
 * which the standard wants before UTF-8 and readers of JSON stumble over.
 */
export function renderRfc5424(record: SyslogRecord): string {
  const { atMs, hostName, appName, processId, messageId, message } = record;
  const head = [
    `<${PRIORITY}>1`,
    timestamp(atMs),
    printable(hostName, 255),
    printable(appName, 48),
    printable(String(processId), 128),
    printable(messageId, 32),
    // No structured data: what there is to say is in the message, where collectors look for it.
    "-",
  ];
  return `${head.join(" ")} ${oneAsciiLine(message)}`;
}

/** Years that the standard can write; a broken clock must not cost the record. */
const LAST_MS = Date.UTC(9999, 11, 31);

function timestamp(atMs: number): string {
  const isSane = Number.isFinite(atMs) && atMs >= 0 && atMs <= LAST_MS;
  return isSane ? new Date(atMs).toISOString() : "-";
}

/** A field of the head: visible ASCII, of limited length, never empty. */
function printable(text: string, longest: number): string {
  return text.replace(/[^!-~]/g, "?").slice(0, longest) || "-";
}

const oneAsciiLine = (text: string): string => text.replace(/[^ -~]/g, "?");

/** JSON in ASCII: every other character as its escape, so that no byte needs a second look. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, escaped);
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
