import {
  ABSENT,
  type Fact,
  known,
  type LogBatch,
  type LogLine,
  type LogLines,
  type LogRequest,
  type LogSource,
  type LogsView,
} from "../../engine/index.ts";
import { createLineCutter } from "../logs/cut-lines.ts";
import { LINE_BYTES, textOf } from "../logs/text-of.ts";
import { checkedUnit } from "../unit-file.ts";
import type { Power } from "./power.ts";
import type { FileTree } from "./tree.ts";

export interface MemoryLogs extends LogsView {
  /** Adds a line; whoever follows the source gets it. */
  write(source: LogSource, line: LogLine): void;
  /** Files may have changed: followers look again. */
  changed(): void;
}

export interface MemoryLogParts {
  readonly tree: FileTree;
  readonly power: Power;
  isUnit(unit: string): Promise<boolean>;
}

/** Lines by their source, in the order they were written; everything is in the journal as well. */
export function createMemoryLogs({ tree, power, isUnit }: MemoryLogParts): MemoryLogs {
  const written: { readonly source: LogSource; readonly line: LogLine }[] = [];
  const waiting = new Set<() => void>();
  power.onSideEffect(({ phase }) => {
    if (phase === "after") changed();
  });

  function changed(): void {
    for (const wake of [...waiting]) wake();
  }

  function linesOf(source: LogSource): Looks {
    if (source.is === "file") return fileLines(tree, source.path);
    let seen = 0;
    return {
      hasHalf: () => false,
      half: () => [],
      whole() {
        const fresh = written.slice(seen).filter((entry) => isOf(entry.source, source));
        seen = written.length;
        return fresh.map(({ line }) => line);
      },
    };
  }

  function follow(request: LogRequest): LogLines {
    const { whole, hasHalf, half } = linesOf(request.source);
    const { sinceMs = Number.NEGATIVE_INFINITY, signal } = request;
    const isYoung = ({ atMs }: LogLine) => atMs === undefined || atMs >= sinceMs;
    const there = whole().filter(isYoung);
    // One that was begun counts as one.
    const wanted = request.lines - (hasHalf() ? 1 : 0);
    let fresh = wanted > 0 ? there.slice(-wanted) : [];
    let isOver = signal?.aborted === true;
    let wakeUp = () => {};

    function look(): readonly LogLine[] {
      const lines = whole();
      const isLast = lines.length === 0 && request.until === "now" && request.lines > 0;
      return isLast ? half() : lines;
    }

    async function next(): Promise<LogBatch> {
      while (!isOver) {
        power.check();
        if (fresh.length === 0) fresh = [...look()];
        if (fresh.length > 0) return { is: "lines", lines: fresh.splice(0) };
        if (request.until === "now") break;
        await new Promise<void>((resolve) => {
          wakeUp = resolve;
          waiting.add(resolve);
        });
        waiting.delete(wakeUp);
      }
      isOver = true;
      return { is: "ended" };
    }

    async function close(): Promise<void> {
      isOver = true;
      waiting.delete(wakeUp);
      wakeUp();
    }
    signal?.addEventListener("abort", () => void close(), { once: true });
    return { next, close };
  }

  return {
    async open(request): Promise<Fact<LogLines>> {
      power.check();
      const { source } = request;
      if (source.is === "unit" && !(await isUnit(checkedUnit(source.unit)))) return ABSENT;
      if (source.is === "file" && tree.at(placeOf(tree, source.path))?.kind !== "file") {
        const isThere = tree.at(placeOf(tree, source.path)) !== undefined;
        return isThere ? { is: "unknown", why: "it is no file" } : ABSENT;
      }
      return known(follow(request));
    },
    write(source, line) {
      written.push({ source, line });
      changed();
    },
    changed,
  };
}

const placeOf = (tree: FileTree, path: string): string => tree.resolve(path, true) ?? path;

function isOf(written: LogSource, asked: LogSource): boolean {
  if (asked.is === "journal") return true;
  if (written.is === "unit") return asked.is === "unit" && asked.unit === written.unit;
  return written.is === asked.is;
}

/** What has come since the last look: whole lines, and what was only begun. */
interface Looks {
  whole(): readonly LogLine[];
  hasHalf(): boolean;
  half(): readonly LogLine[];
}

/** A file in the place of another, or an emptied one, is read from its start. */
function fileLines(tree: FileTree, path: string): Looks {
  let cutter = createLineCutter(LINE_BYTES);
  let seen = { id: -1, bytes: 0 };
  const inodeNow = () => tree.at(placeOf(tree, path));
  function whole(): readonly LogLine[] {
    const inode = inodeNow();
    if (inode?.kind !== "file") return [];
    const isSame = inode.id === seen.id && inode.content.byteLength >= seen.bytes;
    const left = isSame ? [] : cutter.rest();
    if (!isSame) cutter = createLineCutter(LINE_BYTES);
    const from = isSame ? seen.bytes : 0;
    seen = { id: inode.id, bytes: inode.content.byteLength };
    return [...left, ...cutter.add(Buffer.from(inode.content.subarray(from)))].map(textOf);
  }
  return {
    whole,
    hasHalf: () => ![undefined, 0x0a].includes(inodeNow()?.content.at(-1)),
    half: () => cutter.rest().map(textOf),
  };
}
