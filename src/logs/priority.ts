/** As syslog counts, the worst first. */
const PRIORITIES = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"] as const;

/** By name or number; absent: there is none like it. */
export function priorityOf(text: string): number | undefined {
  if (/^[0-7]$/.test(text)) return Number(text);
  const wanted = OTHER_NAMES[text.toLowerCase()] ?? text.toLowerCase();
  const found = (PRIORITIES as readonly string[]).indexOf(wanted);
  return found < 0 ? undefined : found;
}

const OTHER_NAMES: Readonly<Record<string, string>> = {
  error: "err",
  warn: "warning",
  emergency: "emerg",
  critical: "crit",
};

/** Four letters for a line, blanks for what is no news. */
export function priorityMark(priority: number | undefined): string {
  return MARKS[priority ?? 6] ?? "    ";
}

const MARKS = ["EMRG", "ALRT", "CRIT", "ERR ", "WARN", "note", "    ", "dbg "];
