import type { LogLine } from "../../engine/index.ts";
import type { CutLine } from "./cut-lines.ts";
import { textOf } from "./text-of.ts";

/** An entry of the journal longer than this is not parsed: what can be told from its beginning is. */
export const ENTRY_BYTES = 64 * 1024;

/** What is asked of the journal; time and place come in any case. */
export const ENTRY_FIELDS = [
  ...["MESSAGE", "PRIORITY", "SYSLOG_IDENTIFIER", "_COMM", "_PID", "SYSLOG_PID"],
];

type Fields = Readonly<Record<string, unknown>>;

/** One line of `journalctl --output=json`; absent: it is none. */
export function parseEntry(line: CutLine): LogLine | undefined {
  const text = line.bytes.toString("utf8");
  const fields = line.cutBytes === 0 ? parsed(text) : beginningOf(text);
  if (fields === undefined) return undefined;
  const message = messageOf(fields.MESSAGE);
  const cutBytes = (message.cutBytes ?? 0) + line.cutBytes;
  const atMs = numberOf(fields.__REALTIME_TIMESTAMP);
  const priority = numberOf(fields.PRIORITY);
  const pid = numberOf(fields._PID) ?? numberOf(fields.SYSLOG_PID);
  const identifier = firstText(fields.SYSLOG_IDENTIFIER) ?? firstText(fields._COMM);
  return {
    ...(atMs === undefined ? {} : { atMs: Math.floor(atMs / 1000) }),
    ...(priority === undefined || priority > 7 ? {} : { priority }),
    ...(identifier === undefined ? {} : { identifier: identifier.slice(0, 64) }),
    ...(pid === undefined ? {} : { pid }),
    text: message.text,
    ...(cutBytes === 0 ? {} : { cutBytes }),
  };
}

function parsed(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

/** The fields of an object that breaks off; inside a text a quote always has a backslash before it. */
function beginningOf(text: string): Fields | undefined {
  if (!text.startsWith("{")) return undefined;
  const whole = [...text.matchAll(/[{,]\s*"([A-Z_]{1,64})"\s*:\s*"((?:[^"\\]|\\.){0,64})"/g)];
  const fields = Object.fromEntries(whole.map(([, name, value]) => [name, value]));
  const [begun = ""] = /[{,]\s*"MESSAGE"\s*:\s*/.exec(text) ?? [];
  if (begun === "") return fields;
  const value = text.slice(text.indexOf(begun) + begun.length);
  if (value.startsWith("[")) return { ...fields, MESSAGE: bytesIn(value) };
  // Up to its end, or to the last character that is whole.
  const [inside = ""] = /^(?:[^"\\]|\\(?:[^u]|u[0-9a-fA-F]{4}))*/.exec(value.slice(1)) ?? [];
  return { ...fields, MESSAGE: parsed(`{"is":"${inside}"}`)?.is };
}

function bytesIn(value: string): readonly number[] {
  const inside = value.slice(1).split("]", 1)[0] ?? "";
  return inside
    .split(",")
    .slice(0, -1)
    .map((word) => Number(word));
}

/** A text, the bytes of one that is no UTF-8, or a list of either where the field stood several times. */
function messageOf(value: unknown): Pick<LogLine, "text" | "cutBytes"> {
  if (typeof value === "string") return textOf({ bytes: Buffer.from(value), cutBytes: 0 });
  if (!Array.isArray(value)) return { text: "" };
  if (value.every((item) => typeof item === "number"))
    return textOf({ bytes: Buffer.from(value), cutBytes: 0 });
  const all = value.map((item) => messageOf(item).text).join("\n");
  return textOf({ bytes: Buffer.from(all), cutBytes: 0 });
}

function numberOf(value: unknown): number | undefined {
  const text = firstText(value);
  return text !== undefined && /^\d{1,17}$/.test(text) ? Number(text) : undefined;
}

function firstText(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === "string" ? first : undefined;
}
