import type { AuditEntry } from "../engine/index.ts";
import { sanitize } from "../text/index.ts";
import type { Output } from "./output.ts";
import { stamp } from "./render-activity.ts";

/** Oldest first, as logs are read. */
export function printAudit(newestFirst: readonly AuditEntry[], out: Output): void {
  if (newestFirst.length === 0) out.line("Nothing recorded yet.");
  for (const entry of newestFirst.toReversed()) {
    out.object(entry);
    out.line(auditLine(entry));
  }
}

function auditLine({ atMs, actor, action, subject, detail, digests, code }: AuditEntry): string {
  const more = [
    detail === undefined ? "" : `: ${detail}`,
    code === undefined ? "" : ` (${code})`,
    digests === undefined ? "" : ` [${digests.was ?? "none"} -> ${digests.is ?? "none"}]`,
  ];
  const what = `${actor.user} (${actor.from}) ${action} ${subject}${more.join("")}`;
  return sanitize(`${stamp(atMs)} ${what}`);
}
