import type { HostIO } from "../engine/index.ts";
import { createRootHost } from "../host/index.ts";
import { openRehearsal, type PracticeSite } from "../rehearsal/index.ts";
import type { Board } from "./board.ts";
import type { EngineOptions } from "./state-dir.ts";

interface TargetRequest {
  readonly options: EngineOptions;
  readonly stateDir: string;
  readonly machine: HostIO;
  readonly board: Board;
  readonly closers: (() => unknown)[];
}

/** The machine that is brought up: the sandbox, a root directory, or this one. */
export async function openTarget(
  request: TargetRequest,
): Promise<{ readonly host: HostIO; readonly root: string; readonly site?: PracticeSite }> {
  const { options, stateDir, machine, board, closers } = request;
  if (options.rehearse === true) {
    const rehearsal = await openRehearsal({
      stateDir,
      machine,
      onPlaneNews: (sentence) => board.note("info", "plane", sentence),
    });
    closers.push(() => rehearsal.close());
    board.note(
      "info",
      "agent",
      `practice plane at ${rehearsal.plane.url}; to practise with a token, type: practice`,
    );
    return { host: rehearsal.host, site: rehearsal.site, root: rehearsal.root };
  }
  if (options.root === undefined) return { host: machine, root: "/" };
  return { host: createRootHost({ root: options.root }), root: options.root };
}
