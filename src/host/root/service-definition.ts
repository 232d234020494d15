import { type UnitSetting, unitValues } from "../unit-file.ts";

/** The part of a service unit that the sandbox honours (systemd.service(5), systemd.exec(5)). */
export interface ServiceDefinition {
  readonly type: "simple" | "notify" | "oneshot";
  readonly before: readonly ExecLine[];
  readonly start: readonly ExecLine[];
  readonly environment: Readonly<Record<string, string>>;
  readonly environmentFiles: readonly { readonly path: string; readonly optional: boolean }[];
  readonly workingDirectory: string | undefined;
  readonly restart: "no" | "on-failure" | "always";
  readonly restartSeconds: number;
  readonly remainsAfterExit: boolean;
}

export interface ExecLine {
  readonly argv: readonly [string, ...string[]];
  /** The leading `-`: a failure counts as success. */
  readonly mayFail: boolean;
}

export function parseService(settings: readonly UnitSetting[]): ServiceDefinition {
  const list = (key: string) => unitValues(settings, "Service", key);
  const last = (key: string) => list(key).at(-1);
  return {
    type: serviceType(last("Type")),
    before: list("ExecStartPre").flatMap(parseExecLine),
    start: list("ExecStart").flatMap(parseExecLine),
    environment: Object.fromEntries(list("Environment").flatMap(parseAssignments)),
    environmentFiles: list("EnvironmentFile").map((value) => ({
      path: value.replace(/^-/, ""),
      optional: value.startsWith("-"),
    })),
    workingDirectory: last("WorkingDirectory")?.replace(/^-/, ""),
    restart: restartPolicy(last("Restart")),
    restartSeconds: parseSeconds(last("RestartSec")) ?? 0.1,
    remainsAfterExit: /^(yes|true|on|1)$/i.test(last("RemainAfterExit") ?? ""),
  };
}

/** The lines of an EnvironmentFile; comments and lines without `=` are dropped. */
export function parseEnvironmentFile(text: string): Readonly<Record<string, string>> {
  const pairs: [string, string][] = [];
  for (const line of text.replace(/\\\r?\n/g, "").split(/\r?\n/)) {
    const match = /^\s*([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line);
    if (!match) continue;
    const [, name = "", value = ""] = match;
    const words = splitWords(value);
    pairs.push([name, /^\s*["']/.test(value) ? (words[0] ?? "") : value.trim()]);
  }
  return Object.fromEntries(pairs);
}

/** `$NAME` as a whole word and `${NAME}` anywhere, as systemd expands them in ExecStart. */
export function expandWords(
  argv: readonly string[],
  environment: Readonly<Record<string, string>>,
): readonly string[] {
  return argv.flatMap((word) => {
    const whole = /^\$([A-Za-z_][A-Za-z0-9_]*)$/.exec(word);
    if (whole) return splitWords(environment[whole[1] ?? ""] ?? "");
    return [word.replace(/\$\{([A-Za-z_]\w*)\}/g, (_, name) => environment[name] ?? "")];
  });
}

/** Splits at blanks outside quotes; quotes and the backslash as in systemd.syntax(7). */
function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  const pattern = /(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\\.|[^\s"'\\])+/g;
  for (const [word] of text.matchAll(pattern)) words.push(unquoted(word));
  return words;
}

function unquoted(word: string): string {
  return word.replace(
    /"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|\\(.)/g,
    (_, double?: string, single?: string, escaped?: string) =>
      escaped ?? (double ?? single ?? "").replace(/\\(.)/g, "$1"),
  );
}

function parseExecLine(value: string): readonly ExecLine[] {
  const prefix = /^[-@:+!]*/.exec(value)?.[0] ?? "";
  const [program, ...args] = splitWords(value.slice(prefix.length)).map((word) =>
    word.replaceAll("%%", "%"),
  );
  if (program === undefined) return [];
  return [{ argv: [program, ...args], mayFail: prefix.includes("-") }];
}

function parseAssignments(value: string): readonly [string, string][] {
  return splitWords(value).flatMap((word): [string, string][] => {
    const at = word.indexOf("=");
    return at < 1 ? [] : [[word.slice(0, at), word.slice(at + 1)]];
  });
}

function serviceType(value: string | undefined): ServiceDefinition["type"] {
  if (value === "notify" || value === "notify-reload") return "notify";
  return value === "oneshot" ? "oneshot" : "simple";
}

function restartPolicy(value: string | undefined): ServiceDefinition["restart"] {
  if (value === "always") return "always";
  return value === undefined || value === "no" ? "no" : "on-failure";
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, sec: 1, min: 60, m: 60 };

function parseSeconds(value: string | undefined): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|sec|s|min|m)?$/.exec(value ?? "");
  return match ? Number(match[1]) * (UNIT_SECONDS[match[2] ?? "s"] ?? 1) : undefined;
}
