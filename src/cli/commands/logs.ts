import { BringupError } from "../../errors/index.ts";
import type { LogEntry } from "../../logs/index.ts";
import type { Call, CliCommand } from "../command.ts";
import type { LogAsked } from "../print-log.ts";
import { printTable } from "../table.ts";

/** Reads the host itself, with or without an agent; `log` is the activity of bringup. */
export const logs: CliCommand = {
  name: "logs",
  summary: "Read the logs of services, kernel and files of this host (log: of bringup itself)",
  args: [{ name: "[log]", help: "one of the list that bringup logs prints" }],
  options: [
    { flags: "--follow", help: "go on with new lines until interrupted" },
    { flags: "--lines <n>", help: "how many of the last lines; 100 unless told" },
    { flags: "--since <time>", help: "nothing older: 30s, 10m, 2h, 3d" },
    { flags: "--grep <text>", help: "only lines with these words, or with /a pattern/" },
    { flags: "--priority <p>", help: "nothing less grave: err, warning, info or 0 to 7" },
  ],
  async run(call) {
    const { findLog, logSources } = await import("../../logs/index.ts");
    const { printLog } = await import("../print-log.ts");
    const host = await call.world.openHost(call.choice);
    const asked = questionOf(call, await import("../../logs/index.ts"), host.clock.nowMs());
    const entries = await logSources(host);
    const [wanted] = call.args;
    if (wanted === undefined) return list(call, entries);
    const entry = findLog(entries, wanted);
    if (entry === undefined) throw notThere(wanted, entries);
    if (host.kind === "machine" && process.getuid?.() !== 0)
      call.out.note("Without root there may be lines that are not shown: sudo bringup logs");
    await printLog(call, { host, entry, ...asked });
    return 0;
  },
};

function list({ out }: Call, entries: readonly LogEntry[]): undefined {
  for (const entry of entries) out.object(entry);
  if (entries.length === 0) return out.line("There is no log on this host yet.") as undefined;
  printTable(
    ["Log", "Of", "From"],
    entries.map(({ id, title, source }) => [id, title, placeOf(source)]),
    out,
  );
  return undefined;
}

function placeOf(source: LogEntry["source"]): string {
  if (source.is === "unit") return source.unit;
  return source.is === "file" ? source.path : "journal";
}

function notThere(wanted: string, entries: readonly LogEntry[]): BringupError {
  const all = entries.map(({ id }) => id).join(", ");
  return new BringupError("USAGE", `there is no log "${wanted}" on this host`, {
    hint: all === "" ? "There is none here yet." : `There are: ${all}.`,
  });
}

function questionOf(
  call: Call,
  { parseFilter, priorityOf }: typeof import("../../logs/index.ts"),
  nowMs: number,
): LogAsked {
  const lines = Number(call.text("lines") ?? 100);
  if (!Number.isInteger(lines) || lines < 0 || lines > 1_000_000)
    throw new BringupError("USAGE", "--lines takes a number from 0 to 1000000");
  const priority = call.text("priority");
  const grave = priority === undefined ? undefined : priorityOf(priority);
  if (priority !== undefined && grave === undefined)
    throw new BringupError("USAGE", `--priority ${priority} is none`, {
      hint: "From grave to small: emerg alert crit err warning notice info debug.",
    });
  const filter = parseFilter(call.text("grep") ?? "");
  if (filter.is === "invalid") throw new BringupError("USAGE", `--grep: ${filter.why}`);
  const agoMs = agoOf(call.text("since"));
  return {
    lines,
    ...(agoMs === undefined ? {} : { sinceMs: nowMs - agoMs }),
    ...(call.text("grep") === undefined ? {} : { matches: filter.matches }),
    ...(grave === undefined ? {} : { priority: grave }),
  };
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

function agoOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, count, unit = ""] = /^(\d{1,5})([smhd])$/.exec(text) ?? [];
  if (count === undefined)
    throw new BringupError("USAGE", "--since takes a time like 30s, 10m, 2h or 3d");
  return Number(count) * (UNITS[unit] ?? 0) * 1000;
}
