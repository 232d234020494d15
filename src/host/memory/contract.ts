import type {
  Argv,
  Clock,
  ConnectOutcome,
  Endpoint,
  FollowOutcome,
  FollowRequest,
  HandshakeOutcome,
  HandshakeRequest,
  HardwareTopic,
  HostIO,
  HttpGet,
  HttpOutcome,
  LogLine,
  LogSource,
  NameOutcome,
  NameQuestion,
  StreamOutcome,
  StreamRequest,
  TimeOutcome,
  UnitState,
} from "../../engine/index.ts";
import type { CommandTable } from "../commands.ts";
import type { ManualClock } from "./clock.ts";
import type { SideEffectHook } from "./power.ts";
import type { MemoryFile } from "./start.ts";
import type { ServiceBehaviour } from "./units.ts";

/** What the machine has at first; nothing of it is needed. */
export interface MemoryHostOptions {
  /** By absolute path; a path that ends in `/` is an empty directory. Files are 0644 unless told. */
  readonly files?: Readonly<Record<string, MemoryFile>>;
  /** Paths that exist and whose content cannot be read. */
  readonly unreadable?: readonly string[];
  readonly commands?: CommandTable<MemoryHost>;
  /** Units that exist without a unit file in `files`. */
  readonly units?: Readonly<Record<string, UnitState>>;
  /** What services do when started; the unit must exist too. */
  readonly services?: Readonly<Record<string, ServiceBehaviour>>;
  /** Answers requests; connections are refused unless told. */
  readonly http?: (request: MemoryHttpRequest) => HttpOutcome | Promise<HttpOutcome>;
  /** Answers that are followed; unless told, what `http` answers, line by line. */
  readonly follow?: (request: FollowRequest) => FollowOutcome | Promise<FollowOutcome>;
  readonly connect?: (target: Endpoint) => ConnectOutcome | Promise<ConnectOutcome>;
  /** Nobody takes the connection unless told. */
  readonly handshake?: (request: HandshakeRequest) => HandshakeOutcome | Promise<HandshakeOutcome>;
  /** Nobody takes the connection unless told. */
  readonly openStream?: (request: StreamRequest) => StreamOutcome | Promise<StreamOutcome>;
  /** Nobody answers unless told. */
  readonly askName?: (question: NameQuestion) => NameOutcome;
  readonly askTime?: (target: Endpoint) => TimeOutcome;
  readonly names?: Readonly<Record<string, readonly string[]>>;
  readonly hardware?: Partial<Record<HardwareTopic, unknown>>;
  readonly clock?: Clock;
  /** Size of the disk; 100 GiB unless told. */
  readonly diskBytes?: number;
}

/** As a stand-in for a server sees it. */
export type MemoryHttpRequest = HttpGet & {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body?: string | Uint8Array;
};

/** A machine that exists only in memory: for tests, and for reasoning about power cuts. */
export interface MemoryHost extends HostIO {
  readonly kind: "memory";
  /** The clock given, or a manual one. */
  readonly clock: Clock;
  /** The manual clock when none was given. */
  readonly manualClock: ManualClock | undefined;
  /** Content of a file as text, without counting as a contact. */
  text(path: string): string | undefined;
  /** Permission bits of a file or directory. */
  mode(path: string): number | undefined;
  /** Files and links, sorted; directories are left out. */
  paths(): readonly string[];
  /** Every program asked for, by probe and exec alike, in order. */
  readonly calls: readonly Argv[];
  /** Every side effect that happened, in order. */
  readonly effects: readonly string[];
  /** Called before and after every side effect; returns the way to stop. */
  onSideEffect(hook: SideEffectHook): () => void;
  /** Puts a file there, flushed, without a side effect: what another program did. */
  put(path: string, content: MemoryFile): void;
  /** Takes a file or a whole folder away, flushed, without a side effect: what another program did. */
  drop(path: string): void;
  setUnit(unit: string, state: Partial<UnitState>): void;
  logUnit(unit: string, line: string): void;
  /** A line that a program wrote down, for those who follow the source. */
  writeLog(source: LogSource, line: LogLine): void;
  /** Drops what was not flushed, stops every unit, new boot id; the machine is on again, nothing started. */
  powerCut(): void;
  /** Starts what is enabled. */
  boot(): Promise<void>;
}
