import type { Argv } from "../../engine/index.ts";
import type { Collector } from "../contract.ts";

type Limits = Pick<Collector, "timeoutMs" | "maxBytes">;

/** A program and what it prints. The line is split at its spaces; no shell reads it. */
export function command(into: string, title: string, line: string, limits: Limits = {}): Collector {
  const argv = line.split(" ") as [string, ...string[]];
  return { id: idOf(into), title, into: `${into}.txt`, what: { is: "command", argv }, ...limits };
}

export function program(into: string, title: string, argv: Argv, limits: Limits = {}): Collector {
  return { id: idOf(into), title, into: `${into}.txt`, what: { is: "command", argv }, ...limits };
}

export function file(path: string, title: string, limits: Limits = {}): Collector {
  const into = `files${path}`;
  return { id: idOf(into), title, into, what: { is: "file", path }, ...limits };
}

interface FolderLimits extends Limits {
  readonly depth?: number;
  readonly only?: RegExp;
}

export function folder(path: string, title: string, limits: FolderLimits = {}): Collector {
  const { depth, only, ...rest } = limits;
  const what = { is: "folder", path, ...(depth && { depth }), ...(only && { only }) } as const;
  const into = `files${path}`;
  return { id: idOf(into), title, into, what, ...rest };
}

export function listing(path: string, title: string, depth?: number): Collector {
  const into = `listings${path}`;
  const what = { is: "listing", path, ...(depth && { depth }) } as const;
  return { id: idOf(into), title, into: `${into}.txt`, what };
}

const JOURNAL_LINES = 200_000;
const JOURNAL_BYTES = 24 * 1024 ** 2;

/** The newest lines of a unit's journal, of every boot there is. */
export function journal(unit: string): Collector {
  return {
    id: `journal.${unit}`,
    title: `Journal of ${unit}`,
    into: `journal/${unit}.log`,
    what: {
      is: "command",
      argv: ["journalctl", ...JOURNAL_WORDS, "-n", `${JOURNAL_LINES}`, "-u", unit],
      keep: "last",
    },
    timeoutMs: 20_000,
    maxBytes: JOURNAL_BYTES,
  };
}

export const JOURNAL_WORDS = ["--no-pager", "--quiet", "-o", "short-iso-precise"] as const;

const idOf = (into: string) => into.replaceAll("/", ".");
