import { createHash } from "node:crypto";
import { homedir, tmpdir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";

export interface EngineOptions {
  /** The real program on a sandbox of its own; no root needed. */
  readonly rehearse?: boolean;
  /** Where the engine keeps its memory. Default: see `defaultStateDir`. */
  readonly stateDir?: string;
  /** A directory to treat as the machine, for image builds. */
  readonly root?: string;
  /** Without an agent: only look, leaving the host lock and any open run to whoever acts. */
  readonly looksOnly?: boolean;
}

/**
 * On a host `/var/lib/bringup`; inside `--root DIR` the same path below DIR; in rehearsal a folder
 * of the user.
 */
export function defaultStateDir({ rehearse, stateDir, root }: EngineOptions): string {
  if (stateDir !== undefined) return isAbsolute(stateDir) ? stateDir : resolve(stateDir);
  if (rehearse === true) {
    const base = process.env.XDG_STATE_HOME ?? join(homedir(), ".local", "state");
    return join(base, "bringup", "rehearsal");
  }
  return join(root ?? "/", "var", "lib", "bringup");
}

/** Longest path a unix socket can be bound to on Linux, without the closing zero byte. */
const LONGEST_SOCKET_PATH = 107;

/** The agent's socket; a state directory with too long a name gets one in the temporary folder. */
export function socketPath(stateDir: string): string {
  const own = join(stateDir, "agent.sock");
  if (own.length <= LONGEST_SOCKET_PATH) return own;
  const name = createHash("sha256").update(stateDir).digest("hex").slice(0, 24);
  return join(tmpdir(), `bringup-${name}.sock`);
}

/** Where anybody may look at a host's agent; a rehearsal or a directory has no such place. */
export function viewSocketPath({ rehearse, stateDir, root }: EngineOptions): string | undefined {
  const isThisHost = rehearse !== true && stateDir === undefined && root === undefined;
  return isThisHost ? "/run/bringup/view.sock" : undefined;
}
