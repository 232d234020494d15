import { sanitize } from "../text/index.ts";
import { type FoundCertificate, shownFingerprint } from "./finding.ts";

/** One certificate as a person compares it, a name and a text each, safe to show. */
export function certificateRows({
  view,
  warnings,
  file,
}: FoundCertificate): readonly (readonly [title: string, text: string])[] {
  const rows: readonly (readonly [string, string])[] = [
    ...(file === undefined ? [] : [["File", file] as const]),
    ["Subject", view.subject],
    ["Issuer", view.isSelfSigned ? "itself" : view.issuer],
    ["Valid", `${day(view.validFromMs)} to ${day(view.validToMs)}`],
    ["Key", view.key],
    ["SHA-256", shownFingerprint(view.fingerprint)],
    ...warnings.map((warning) => ["Warning", warning] as const),
  ];
  return rows.map(([title, text]) => [title, sanitize(text)]);
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
