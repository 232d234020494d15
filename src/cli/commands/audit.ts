import type { AuditEntry } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import type { EngineClient } from "../../session/index.ts";
import { ask, unexpected, withEngineToLook } from "../ask.ts";
import type { Call, CliCommand } from "../command.ts";
import { printAudit } from "../render-audit.ts";

/** Who changed what, from where, from which state to which; or whether that record was tampered with. */
export const audit: CliCommand = {
  name: "audit",
  summary: "Show who changed what, from where",
  options: [
    { flags: "--since <when>", help: "2026-11-20, 2026-11-20T14:00, or 30m, 12h, 7d ago" },
    { flags: "--rfc5424", help: "as lines of syslog, in the shape of Palette's audit log" },
    { flags: "--verify", help: "check that no entry was edited or taken out" },
  ],
  async run(call) {
    const sinceMs = sinceOf(call.text("since"), Date.now());
    return withEngineToLook(call, async ({ client }) => {
      if (call.flag("verify")) return verify(call, client);
      const since = sinceMs === undefined ? {} : { sinceMs };
      const answer = await ask(client, { do: "audit", ...since }, call.world.signal);
      if (answer.is !== "audit") throw unexpected(answer);
      if (call.flag("rfc5424")) await printSyslog(call, client, answer.entries);
      else printAudit(answer.entries, call.out);
      return 0;
    });
  },
};

async function printSyslog({ out }: Call, client: EngineClient, entries: readonly AuditEntry[]) {
  const { auditRecord, renderRfc5424 } = await import("../../audit/index.ts");
  const { host, engine } = client.snapshot();
  const about = { edgeId: host.edgeId?.id ?? "", name: host.hostname };
  for (const entry of entries.toReversed())
    out.raw(`${renderRfc5424(auditRecord(entry, about, engine.pid))}\n`);
}

async function verify({ world, out }: Call, client: EngineClient): Promise<number> {
  const answer = await ask(client, { do: "verify-audit" }, world.signal);
  if (answer.is !== "audit-verdict") throw unexpected(answer);
  const { verdict } = answer;
  out.object(verdict);
  if (verdict.is === "broken") {
    out.line(`${out.mark("fail")} Entry ${verdict.seq} of the audit: ${verdict.why}.`);
    return 1;
  }
  const { entries, chained, head } = verdict;
  const before = entries - chained;
  const more = before === 0 ? "" : `; ${before} are from before there was a chain`;
  out.line(`${out.mark("ok")} The audit is as it was written: ${entries} entries${more}.`);
  if (head !== undefined) out.line(`       Digest of the last one, to note elsewhere: ${head}`);
  return 0;
}

const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Wall time; a day alone begins at midnight here. */
function sinceOf(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) return undefined;
  const [, count, unit = ""] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (count !== undefined) return nowMs - Number(count) * (UNITS_MS[unit] ?? 0);
  const [, day, time = "00:00"] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?))?$/.exec(text) ?? [];
  const atMs = Date.parse(`${day}T${time}`);
  if (day !== undefined && Number.isFinite(atMs)) return atMs;
  throw new BringupError("USAGE", `not a time: ${text}`, {
    hint: "Give a day (2026-11-20), a moment (2026-11-20T14:00), or how long ago: 30m, 12h, 7d.",
  });
}
