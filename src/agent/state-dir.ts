import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
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
  /**
   * Without an agent: does what it is asked for and begins nothing by itself, no look, no plane, no run
   * that was cut off.
   */
  readonly onlyWhenAsked?: boolean;
}

/**
 * On a host `/var/lib/bringup`, on an immutable one that forgets it `/usr/local/bringup`; inside
 * `--root DIR` the first below DIR; in rehearsal a folder of the user.
 */
export function defaultStateDir({ rehearse, stateDir, root }: EngineOptions): string {
  if (stateDir !== undefined) return isAbsolute(stateDir) ? stateDir : resolve(stateDir);
  if (rehearse === true) {
    const base = process.env.XDG_STATE_HOME ?? join(homedir(), ".local", "state");
    return join(base, "bringup", "rehearsal");
  }
  if (root === undefined && forgetsVar()) return "/usr/local/bringup";
  return join(root ?? "/", "var", "lib", "bringup");
}

/** As `src/inventory` recognises Kairos, before there is a host to ask. */
function forgetsVar(): boolean {
  if (existsSync("/etc/kairos-release") || existsSync("/run/cos/cos-layout.env")) return true;
  try {
    return /^(ID="?kairos"?$|KAIROS_)/m.test(readFileSync("/etc/os-release", "utf8"));
  } catch {
    return false;
  }
}

/** Longest path a unix socket can be bound to on Linux, without the closing zero byte. */
const LONGEST_SOCKET_PATH = 107;

/** The agent's socket, for who may change things. */
export const socketPath = (stateDir: string): string => socketIn(stateDir, "agent");

/** A state directory with too long a name gets its sockets in the temporary folder. */
function socketIn(stateDir: string, name: string): string {
  const own = join(stateDir, `${name}.sock`);
  if (own.length <= LONGEST_SOCKET_PATH) return own;
  const digest = createHash("sha256").update(`${name} ${stateDir}`).digest("hex").slice(0, 24);
  return join(tmpdir(), `bringup-${digest}.sock`);
}

/** Whether everybody on this machine may look: not at a rehearsal or a directory, which are somebody's. */
export function isThisHost({ rehearse, stateDir, root }: EngineOptions): boolean {
  return rehearse !== true && stateDir === undefined && root === undefined;
}

/** The agent's socket for who may only look. */
export function viewSocketPath(options: EngineOptions): string {
  return isThisHost(options)
    ? "/run/bringup/view.sock"
    : socketIn(defaultStateDir(options), "view");
}
