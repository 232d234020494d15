import { type Fact, known, type LogLines, type LogRequest } from "../../engine/index.ts";
import { sanitize } from "../../text/index.ts";
import { endGroup } from "../process/group.ts";
import { createTail } from "../process/output.ts";
import { fixedEnvironment } from "../process/run-command.ts";
import { ENTRY_BYTES, ENTRY_FIELDS, parseEntry } from "./journal-entry.ts";
import { linesOfStream } from "./stream-lines.ts";

/** The program, and for a directory where its journal lies. */
export type Journalctl = readonly [program: string, ...args: string[]];

const COMPLAINT_BYTES = 2048;

/** The journal through its own program, in a process group that ends with the reader. */
export async function openJournal(
  [program, ...first]: Journalctl,
  request: LogRequest,
): Promise<Fact<LogLines>> {
  const { execa } = await import("execa");
  const child = execa(program, [...first, ...journalArguments(request)], {
    env: fixedEnvironment(),
    extendEnv: false,
    stdin: "ignore",
    buffer: false,
    reject: false,
    killDescendants: true,
    forceKillAfterDelay: false,
  });
  const complaint = createTail(COMPLAINT_BYTES);
  child.stderr?.on("data", (chunk: Buffer) => complaint.add(chunk));
  const { signal } = request;
  return known(
    linesOfStream(child.stdout, {
      maxBytes: ENTRY_BYTES,
      parse: parseEntry,
      async ending() {
        const { exitCode, code } = await child;
        if (exitCode === 0) return undefined;
        if (code === "ENOENT") return `${program} is missing`;
        return lastLine(complaint.text()) ?? `${program} ended with ${exitCode ?? code}`;
      },
      async close() {
        if (child.pid !== undefined) await endGroup(child.pid);
      },
      ...(signal === undefined ? {} : { signal }),
    }),
  );
}

function journalArguments({ source, lines, sinceMs, until }: LogRequest): readonly string[] {
  return [
    ...["--no-pager", "--quiet", "--output=json", "--all"],
    `--output-fields=${ENTRY_FIELDS.join(",")}`,
    `--lines=${Math.max(0, Math.floor(lines))}`,
    ...(until === "closed" ? ["--follow"] : []),
    ...(sinceMs === undefined ? [] : [`--since=@${Math.floor(sinceMs / 1000)}`]),
    ...(source.is === "unit" ? [`--unit=${source.unit}`] : []),
    ...(source.is === "kernel" ? ["--dmesg"] : []),
  ];
}

function lastLine(text: string): string | undefined {
  return text.split("\n").map(sanitize).filter(Boolean).at(-1);
}
