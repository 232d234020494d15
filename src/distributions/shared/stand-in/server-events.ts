import type { ServerConfig } from "./config.ts";
import type { Failure } from "./failure.ts";
import type { StandInKind } from "./kind.ts";
import { type NodeFiles, tombstonePath } from "./node-files.ts";
import { exitAtMs, logLine, upAtMs } from "./timeline.ts";

/** Milliseconds of the clock after the start. */
export type ServerEvent = { readonly atMs: number } & (
  | { readonly is: "line"; readonly text: string }
  | { readonly is: "files"; readonly files: NodeFiles }
  | { readonly is: "up" }
  | { readonly is: "exit"; readonly code: number }
);

/** Removed from its etcd it ends, and leaves what makes the next start join anew. */
export function removedEvents(kind: StandInKind, nowMs: number): readonly ServerEvent[] {
  const said = `this node has been removed from the cluster - please restart ${kind.program} to rejoin the cluster`;
  return [
    saidNow(nowMs, said),
    { is: "files", atMs: 0, files: { [tombstonePath(kind)]: { content: "\n", mode: 0o600 } } },
    { is: "exit", atMs: 0, code: 1 },
  ];
}

/** A line of its journal, now. */
export function saidNow(nowMs: number, text: string): ServerEvent {
  return { is: "line", atMs: 0, text: logLine(nowMs, { atMs: 0, level: "info", text }) };
}

interface EventKind {
  readonly kind: StandInKind;
  readonly version: string;
  /** Archives in its folder of images. */
  readonly images: readonly string[];
  readonly pace: number;
}

interface EventParts {
  readonly config: ServerConfig;
  readonly failure: Failure | undefined;
  readonly files: NodeFiles;
  readonly startedWallMs: number;
  readonly isFirst: boolean;
}

/** Pure: all that a start does of its own, in the order of time. */
export function eventsOf(
  { kind, version, images, pace }: EventKind,
  { config, failure, files, startedWallMs, isFirst }: EventParts,
): readonly ServerEvent[] {
  const story = { version, config, failure, images, isFirstStart: isFirst };
  const lines = kind.linesOf(story).map((line): ServerEvent => {
    const atMs = line.atMs * pace;
    return { is: "line", atMs, text: logLine(startedWallMs + atMs, line) };
  });
  const upMs = upAtMs(failure);
  const exitMs = exitAtMs(failure);
  const opened: ServerEvent[] =
    exitMs === undefined ? [{ is: "files", atMs: 400 * pace, files }] : [];
  return [
    ...lines,
    ...opened,
    ...(upMs === undefined ? [] : [{ is: "up", atMs: upMs * pace } as const]),
    ...(exitMs === undefined ? [] : [{ is: "exit", atMs: exitMs * pace, code: 1 } as const]),
  ].toSorted((a, b) => a.atMs - b.atMs);
}
