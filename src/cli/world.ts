import type { Readable, Writable } from "node:stream";
import type { MeasureDrive } from "../checks/index.ts";
import type { Actor, HostIO, HostView } from "../engine/index.ts";
import type { DraftKeeper, EngineClient } from "../session/index.ts";

/** Which host a command is about; the same three flags for every command. */
export interface HostChoice {
  readonly rehearse: boolean;
  /** Folder of the store; the host's own place when absent. */
  readonly stateDir?: string;
  /** A directory to treat as the machine. */
  readonly root?: string;
}

/** An engine that answers, and where it lives: that decides what an interrupted command means. */
export interface OpenEngine {
  readonly client: EngineClient;
  readonly where: "agent" | "in-process";
  close(): Promise<void>;
}

export interface OutputStream extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface InputStream extends Readable {
  readonly isTTY?: boolean;
  /** A terminal alone has it: raw shows nothing of what is typed. */
  setRawMode?(isRaw: boolean): unknown;
}

/**
 * `act`: to change things. `look`: once, also where no agent is alive, leaving the writing to others.
 * `watch`: through the agent alone, for as long as it takes. `once`: to change one thing; where no
 * agent is alive, nothing else begins.
 */
export type Purpose = "look" | "act" | "watch" | "once";

/** Everything the command line reaches outside itself. `bin` fills it in; tests bring their own. */
export interface World {
  readonly version: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Aborted by SIGINT, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
  /** While somebody listens, Ctrl-C is theirs and aborts nothing; the result ends it. */
  onInterrupt?(listener: () => void): () => void;
  readonly actor: Actor;
  /** A file of the person who typed the command; throws `DOCUMENT_UNREADABLE`. */
  readFile(path: string): Promise<string>;
  /** The same person's: whole or not at all, and on the medium when it returns. */
  writeFile(path: string, text: string): Promise<void>;
  /** The same for what nobody else may read: mode 0600. */
  writeSecretFile(path: string, text: string): Promise<void>;
  openEngine(choice: HostChoice, purpose: Purpose): Promise<OpenEngine>;
  /** For commands that only look, without any engine. */
  openHost(choice: HostChoice): Promise<HostView>;
  /** Where no agent can be yet, as on the medium of an installer: the machine itself, to change it. */
  changeHost?(choice: HostChoice): Promise<HostIO>;
  /** How long a small write takes on the drive; only for who may write there. */
  readonly measureDrive?: MeasureDrive;
  /** What was typed and not applied, kept beside the store; absent: for this process only. */
  openDrafts?(choice: HostChoice): Promise<DraftKeeper>;
  /** Runs until the signal aborts. */
  runAgent(choice: HostChoice): Promise<void>;
  /** The full-screen console; resolves with the exit code. */
  runConsole(choice: HostChoice): Promise<number>;
  /** `internal NAME ...`: what bringup starts of itself as a process of its own. */
  runInternal(name: string, args: readonly string[]): Promise<number>;
}
