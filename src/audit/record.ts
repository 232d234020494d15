import type { Actor, AuditEntry } from "../engine/index.ts";
import { redact } from "../secrets/index.ts";
import { sanitize } from "../text/index.ts";
import { asciiJson, type SyslogRecord } from "./rfc5424.ts";

/** The host a record is about; empty where it is not known yet. */
export interface AuditedHost {
  readonly edgeId: string;
  readonly name: string;
}

/** The tag that Palette's own audit has: rules of rsyslog and collectors that know it take ours too. */
export const AUDIT_TAG = "stylus-audit";

/** What every receiver of RFC 5424 should take whole, bytes. */
const LONGEST_RECORD = 2048;
/** Room for the head and for the names of the fields. */
const LONGEST_MESSAGE = LONGEST_RECORD - 400;
const LONGEST_FIELD = 120;

/** Actors that are no person. */
const SYSTEM: ReadonlySet<string> = new Set(["agent", "boot", "timer", "plane"]);

/** What an action is about, by the first word of its name; everything else is about the host. */
const KINDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    document: "document",
    desired: "document",
    user: "document",
    plan: "plan",
    run: "run",
    drift: "plan",
    network: "network",
    secret: "secret",
    check: "check",
    lease: "console",
    bundle: "bundle",
  }),
);

/** The fields of Palette's audit log (palette-edge.md 4.9), and no others: collectors know these. */
export interface AuditMessage {
  readonly edgeHostId: string;
  readonly contentMsg: string;
  readonly action: string;
  readonly actor: string;
  readonly actorType: "user" | "system";
  readonly resourceId: string;
  readonly resourceName: string;
  readonly resourceKind: string;
}

/** Pure. Nothing secret comes through: what looks like it is masked once more. */
export function auditMessage(entry: AuditEntry, host: AuditedHost): AuditMessage {
  const kind = KINDS.get(entry.action.split("-")[0] ?? "") ?? "edgehost";
  const isHost = kind === "edgehost";
  return {
    edgeHostId: field(host.edgeId),
    contentMsg: contentOf(entry),
    action: field(entry.action),
    actor: field(actorText(entry.actor)),
    actorType: SYSTEM.has(entry.actor.user) ? "system" : "user",
    resourceId: field(isHost ? host.edgeId : entry.subject),
    resourceName: field(isHost ? host.name : entry.subject),
    resourceKind: kind,
  };
}

/** One line for syslog: Palette's message in a record of RFC 5424. */
export function auditRecord(entry: AuditEntry, host: AuditedHost, processId: number): SyslogRecord {
  const message = auditMessage(entry, host);
  return {
    atMs: entry.atMs,
    hostName: host.name,
    appName: AUDIT_TAG,
    processId,
    messageId: entry.action,
    message: fitted(message, LONGEST_MESSAGE),
  };
}

/** The whole entry in words: what, why refused, from which digest to which. */
function contentOf({ action, subject, detail, digests, code }: AuditEntry): string {
  const parts = [
    `${action.replaceAll("-", " ")}: ${subject}`,
    detail,
    code === undefined ? undefined : `(${code})`,
    digests === undefined
      ? undefined
      : `digest ${digests.was ?? "none"} -> ${digests.is ?? "none"}`,
  ];
  return clean(parts.filter(Boolean).join("; "));
}

export function actorText({ user, from }: Actor): string {
  return `${user} (${from})`;
}

const clean = (text: string): string => sanitize(redact(text));
const field = (text: string): string => cut(clean(text), LONGEST_FIELD);

/** Whole, or cut in its words: never in the middle of an escape or of the JSON. */
function fitted(message: AuditMessage, longest: number): string {
  const room = longest - asciiJson({ ...message, contentMsg: "" }).length;
  return asciiJson({ ...message, contentMsg: cut(message.contentMsg, room) });
}

/** As many characters as their escapes leave room for, `..` where some are missing. */
function cut(text: string, room: number): string {
  const cost = (part: string) => asciiJson(part).length - 2;
  if (cost(text) <= room) return text;
  let kept = "";
  let used = 2;
  for (const character of text) {
    used += cost(character);
    if (used > room) break;
    kept += character;
  }
  return `${kept}..`;
}
