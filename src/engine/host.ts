// Over 200 lines: the whole contract with the machine in one place, types only.
import type { Duplex } from "node:stream";
import type { ErrorCode } from "../errors/index.ts";
import type { Clock } from "./clock.ts";
import type { Fact } from "./fact.ts";

/**
 * All contact with the machine goes through these two types. `HostView` can only look, and is what
 * observe, check and preview get; `HostIO` can also change, and is what run and undo get. That
 * "observe never writes" is therefore a compile error to break. Implementations: `src/host`.
 */
export interface HostView {
  readonly kind: "machine" | "root" | "memory";
  /**
   * A directory being prepared, not a running machine: what only a kernel or a running service can
   * have is left for its first boot.
   */
  readonly isOffline?: true;
  readonly clock: Clock;
  readonly files: FilesView;
  readonly units: UnitsView;
  readonly logs: LogsView;
  readonly http: HttpView;
  /** Random per boot; a changed value means the machine restarted in between. */
  bootId(): Promise<string>;
  /** Runs a command that only reads (`ip -j`, `lsblk`, `X --version`); others are refused. */
  probe(argv: Argv, options?: ProbeOptions): Promise<CommandOutcome>;
  /** Hardware facts as `systeminformation` gives them, in a child with a deadline. */
  hardware(topic: HardwareTopic, options?: Deadline): Promise<Fact<unknown>>;
  /** Addresses of a name as this host resolves it. */
  resolve(name: string, options: Deadline): Promise<Fact<readonly string[]>>;
  /** One question to one name server alone, past everything this host knows itself. */
  askName(question: NameQuestion): Promise<NameOutcome>;
  /** One question to one time server (SNTP, RFC 5905), over UDP. */
  askTime(target: Endpoint, options: Deadline): Promise<TimeOutcome>;
  /** One TCP connect, closed at once. */
  connect(target: Endpoint, options: Deadline): Promise<ConnectOutcome>;
  /** One TLS handshake, to look at: nothing is sent after it, whatever the certificates say. */
  handshake(request: HandshakeRequest): Promise<HandshakeOutcome>;
  /** One connection that stays, for protocols that are no HTTP. Whoever asked for it destroys it. */
  openStream(request: StreamRequest): Promise<StreamOutcome>;
}

export interface HostIO extends HostView {
  readonly files: FilesIO;
  readonly units: UnitsIO;
  readonly http: HttpIO;
  /** Runs any program; a non-zero exit is an outcome, not a throw. */
  exec(argv: Argv, options: ExecOptions): Promise<CommandOutcome>;
  /** Flushes and restarts the machine; does not return when it works. */
  reboot(): Promise<void>;
  /** The same, and the machine stays off. */
  powerOff(): Promise<void>;
}

export type Argv = readonly [program: string, ...args: string[]];

export interface Deadline {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export type HardwareTopic = "cpu" | "system" | "bios" | "chassis" | "blockDevices" | "graphics";

// --- files -------------------------------------------------------------------------------------

export interface FileStat {
  readonly kind: "file" | "directory" | "link" | "other";
  readonly sizeBytes: number;
  /** Permission bits, for example 0o600. */
  readonly mode: number;
  readonly modifiedMs: number;
  readonly inode: string;
  /** Absent where the host cannot tell. */
  readonly owner?: FileOwner;
}

/** By number: names are the business of whoever shows them. */
export interface FileOwner {
  readonly uid: number;
  readonly gid: number;
}

/** Absolute paths only. Absent is `undefined`; unreadable throws `FILE_UNREADABLE`. */
export interface FilesView {
  read(path: string, options?: { readonly maxBytes?: number }): Promise<Uint8Array | undefined>;
  readText(path: string, options?: { readonly maxBytes?: number }): Promise<string | undefined>;
  /** Names in a directory, sorted. */
  list(path: string): Promise<readonly string[] | undefined>;
  /** Does not follow a final symbolic link. */
  stat(path: string): Promise<FileStat | undefined>;
  readLink(path: string): Promise<string | undefined>;
  /** SHA-256 in hex, streamed; remembered by size, time and inode. */
  sha256(
    path: string,
    options?: Deadline & { onBytes?(done: number): void },
  ): Promise<string | undefined>;
  /** Space of the file system that holds `path` (or its nearest existing parent). */
  space(path: string): Promise<Space | undefined>;
}

export interface Space {
  readonly totalBytes: number;
  readonly freeBytes: number;
  /** How many files it can hold at most, and how many more; absent where that is not counted. */
  readonly totalFiles?: number;
  readonly freeFiles?: number;
}

export interface FilesIO extends FilesView {
  /** Temporary file in the same folder, fsync, rename, fsync of the folder. Makes parents (0755). */
  writeAtomic(path: string, content: string | Uint8Array, options: WriteOptions): Promise<void>;
  /** For kernel files (/proc/sys): plain write without rename or fsync. */
  writeInPlace(path: string, content: string): Promise<void>;
  /** Copies with fsync and an atomic rename at the end; `from` and `to` are both on this host. */
  copy(from: string, to: string, options: CopyOptions): Promise<void>;
  /**
   * The files of a tar (plain, gzip, zstd) into a folder that is not there yet; it appears when all of it is
   * durable. A call that was cut off goes on where it was, unless the machine was started anew.
   * @throws ARCHIVE_UNSAFE for links, devices and names that lead elsewhere; ARCHIVE_DAMAGED; DISK_FULL
   */
  unpack(from: string, to: string, options: UnpackOptions): Promise<UnpackCount>;
  makeDirectory(path: string, options: { readonly mode: number }): Promise<void>;
  /** Removing what is absent is not an error. */
  remove(path: string): Promise<void>;
  removeTree(path: string): Promise<void>;
  setMode(path: string, mode: number): Promise<void>;
  setOwner(path: string, owner: FileOwner): Promise<void>;
}

export interface WriteOptions {
  readonly mode: number;
  readonly signal?: AbortSignal;
}

export interface UnpackOptions {
  /** As `bootId` tells it: after a power cut what was begun cannot be relied on. */
  readonly bootId: string;
  /** A file of ours beside the others, put there last. */
  readonly marker: { readonly name: string; readonly content: string };
  readonly maxEntries: number;
  /** Of the file system, left for others. */
  readonly keepFreeBytes: number;
  readonly signal?: AbortSignal;
  /** Of the archive as it lies there. */
  onBytes?(done: number, total: number): void;
}

export interface UnpackCount {
  readonly files: number;
  readonly bytes: number;
}

export interface CopyOptions extends WriteOptions {
  /** Hex. The bytes are hashed on the way; others are refused (`ARTEFACT_CORRUPT`) before the rename. */
  readonly sha256?: string;
  onBytes?(done: number, total: number): void;
}

// --- commands ----------------------------------------------------------------------------------

export interface ProbeOptions extends Deadline {
  /** Output beyond this is cut; 1 MiB unless told. */
  readonly maxOutputBytes?: number;
}

export interface ExecOptions extends ProbeOptions {
  readonly timeoutMs: number;
  /** Given on standard input; the way for secrets. Never argv, never the environment. */
  readonly input?: string;
  /** Added to a small fixed environment (PATH, LANG=C, HOME). */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  onLine?(line: string): void;
}

export type CommandOutcome =
  | {
      readonly is: "exited";
      readonly exitCode: number;
      readonly stdout: string;
      readonly stderr: string;
    }
  | { readonly is: "missing"; readonly program: string }
  | { readonly is: "denied"; readonly why: string }
  | { readonly is: "timed-out"; readonly afterMs: number; readonly stderr: string }
  | { readonly is: "killed"; readonly by: string; readonly stderr: string };

// --- services ----------------------------------------------------------------------------------

export interface UnitState {
  readonly active: "active" | "activating" | "inactive" | "failed" | "deactivating" | "reloading";
  /** systemd's SubState: running, exited, auto-restart, dead... */
  readonly sub: string;
  readonly enabled: "enabled" | "enabled-runtime" | "disabled" | "static" | "masked" | "unknown";
  readonly restarts: number;
  readonly exitStatus?: number;
  readonly invocationId?: string;
  readonly mainPid?: number;
  readonly statusText?: string;
  /** When the service manager last left it alone because a condition of the unit does not hold. */
  readonly skippedMs?: number;
  /** When the main process started, wall time (systemd's ExecMainStartTimestamp); absent: never. */
  readonly startedMs?: number;
}

export interface UnitsView {
  /** Absent: no such unit file. */
  show(unit: string): Promise<Fact<UnitState>>;
  /** Last lines of this invocation of the unit, oldest first, control characters removed. */
  journal(
    unit: string,
    options: { readonly lines: number } & Deadline,
  ): Promise<Fact<readonly string[]>>;
}

export interface UnitsIO extends UnitsView {
  /** Returns when the request is queued (`--no-block`); watch `show` for the effect. */
  start(unit: string): Promise<void>;
  restart(unit: string): Promise<void>;
  /** Waits for the unit to stop, at most `timeoutMs`. */
  stop(unit: string, options: { readonly timeoutMs: number }): Promise<void>;
  enable(unit: string, options: { readonly scope: "persistent" | "runtime" }): Promise<void>;
  disable(unit: string): Promise<void>;
  /** Makes systemd read changed unit files. */
  reload(): Promise<void>;
}

// --- logs --------------------------------------------------------------------------------------

/** Where lines are written down on a host. */
export type LogSource =
  | { readonly is: "unit"; readonly unit: string }
  /** All that the journal of the host has. */
  | { readonly is: "journal" }
  | { readonly is: "kernel" }
  | { readonly is: "file"; readonly path: string };

export interface LogRequest {
  readonly source: LogSource;
  /** Of what is there already, so many of the last lines. */
  readonly lines: number;
  /** Nothing older, wall time; a line without a time is given all the same. */
  readonly sinceMs?: number;
  /** `now`: ends after what is there; `closed`: goes on with what is written. */
  readonly until: "now" | "closed";
  readonly signal?: AbortSignal;
}

export interface LogLine {
  /** Wall time, milliseconds; absent: the source does not say. */
  readonly atMs?: number;
  /** As syslog counts: 0 is an emergency, 7 is for debugging. */
  readonly priority?: number;
  readonly identifier?: string;
  readonly pid?: number;
  /** As it was written: it may hold anything, and is never shown like this. */
  readonly text: string;
  /** Bytes of it that were left out. */
  readonly cutBytes?: number;
}

export type LogBatch =
  /** What has come since, oldest first; at least one line. */
  | { readonly is: "lines"; readonly lines: readonly LogLine[] }
  | { readonly is: "ended"; readonly why?: string };

/** Reads only what is asked for, so that a flood is held up and nothing piles up here. */
export interface LogLines {
  /** One at a time. After the end always the same. */
  next(): Promise<LogBatch>;
  /** Lets go of files and programs; harmless when it is over. */
  close(): Promise<void>;
}

export interface LogsView {
  /** Whoever got it open closes it. Absent: there is no such unit, no such file. */
  open(request: LogRequest): Promise<Fact<LogLines>>;
}

// --- network -----------------------------------------------------------------------------------

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface NameQuestion extends Deadline {
  /** Address, with `:port` unless that is 53. */
  readonly server: string;
  /** Whole: no search domain is added. `.` is the root, which every server can say something about. */
  readonly name: string;
  readonly family: "ipv4" | "ipv6";
}

export type NameOutcome =
  /** None: the name is there, without an address of this family. */
  | { readonly is: "answered"; readonly addresses: readonly string[] }
  | { readonly is: "unknown-name" }
  /** It is there, and answers with an error of its own. */
  | { readonly is: "refused"; readonly why: string }
  | { readonly is: "silent"; readonly why: string }
  /** This host is none that could ask: a directory, a rehearsal. */
  | { readonly is: "not-asked"; readonly why: string };

export type TimeOutcome =
  | {
      readonly is: "answered";
      /** How far this host's clock is off, milliseconds; positive: ahead. */
      readonly offsetMs: number;
      readonly roundTripMs: number;
      /** Steps from a clock that knows; 1 is the nearest. */
      readonly stratum: number;
    }
  /** It answers that it does not know the time, or will not say. */
  | { readonly is: "unsure"; readonly why: string }
  | { readonly is: "silent"; readonly why: string }
  | { readonly is: "not-asked"; readonly why: string };

export type ConnectOutcome =
  | { readonly is: "connected"; readonly tookMs: number }
  | { readonly is: "refused" }
  | { readonly is: "failed"; readonly why: string };

/** The way to a TLS server in the order it is gone; the middle three only through a proxy. */
export type HandshakeStage = "tcp" | ProxyTrouble["stage"] | "tls";

export interface HandshakeRequest extends Deadline, TlsTrust {
  readonly target: Endpoint;
  /** Name that is asked for and that the certificate must be for; the target's unless told. */
  readonly servername?: string;
  readonly proxy?: HttpProxy;
  /** Address of the first machine on the way, proxy or target, in place of asking for its name. */
  readonly connectTo?: string;
  /** The whole look; 10 s unless told. */
  readonly timeoutMs?: number;
}

export interface StageTime {
  readonly stage: HandshakeStage;
  readonly tookMs: number;
}

export type HandshakeOutcome =
  | {
      readonly is: "shaken";
      /** As presented, the server's own first, PEM; an issuer known here may follow at the end. */
      readonly chain: readonly string[];
      /** Why the chain is not accepted, as OpenSSL or Node name it; absent: it is. */
      readonly refusal?: string;
      /** `TLSv1.3` */
      readonly protocol: string;
      /** The address the socket is connected to: of the proxy, if there is one. */
      readonly peer: string;
      readonly stages: readonly StageTime[];
    }
  | {
      readonly is: "failed";
      readonly at: HandshakeStage;
      /** Of the system, OpenSSL or Node; `ETIMEDOUT`, `CANCELLED`; for proxies one of our codes. */
      readonly code: string;
      readonly why: string;
      readonly proxy?: ProxyTrouble;
      /** Those that were finished. */
      readonly stages: readonly StageTime[];
    };

export interface StreamRequest extends Deadline {
  readonly target: Endpoint;
  /** Absent: plain TCP. */
  readonly tls?: HttpTls & {
    /** Name that is asked for and that the certificate must be for; the target's unless told. */
    readonly servername?: string;
    /** What is spoken on it, by ALPN; `http/1.1` unless told. */
    readonly protocols?: readonly string[];
  };
  /** Until it is open; 5 s unless told. */
  readonly timeoutMs?: number;
}

export type StreamOutcome =
  | { readonly is: "open"; readonly stream: Duplex }
  | {
      readonly is: "failed";
      readonly at: HandshakeStage;
      /** As of a `HandshakeOutcome`. */
      readonly code: string;
      readonly why: string;
    };

export interface HttpRequest extends Deadline {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whole attempt, connect to last byte; 10 s unless told. */
  readonly timeoutMs?: number;
  /** Bodies beyond this fail the request with `too-large`; 1 MiB unless told. */
  readonly maxBytes?: number;
  readonly tls?: HttpTls;
  /** Asked with CONNECT for https, with the whole address for http. */
  readonly proxy?: HttpProxy;
  /** Address of the first machine on the way, proxy or server, in place of asking for its name. */
  readonly connectTo?: string;
}

export interface HttpGet extends HttpRequest {
  /** A unix socket of this host, asked in place of the server that `url` names. */
  readonly socketPath?: string;
}

/** Whom to believe; without both, the authorities this program brings along. */
export interface TlsTrust {
  /** PEM certificates to trust in place of all others. */
  readonly ca?: string;
  /** PEM certificates to trust beside those this program brings along. */
  readonly alsoTrust?: string;
}

/** A proxy; `ca` and `alsoTrust` are for the TLS to the proxy itself. */
export interface HttpProxy extends TlsTrust {
  /** `http://host:port`, or `https://` when the proxy itself is spoken to over TLS. No user in it. */
  readonly url: string;
  readonly username?: string;
  /** In clear; sent to this proxy only, and in no outcome. */
  readonly password?: string;
}

export interface HttpTls extends TlsTrust {
  readonly cert?: string;
  readonly key?: string;
  /** Accept any certificate: only to look at one, never to send a secret. */
  readonly acceptAny?: true;
}

export type HttpOutcome =
  | {
      readonly is: "answered";
      readonly status: number;
      /** Lower-case names; repeated headers joined by ", ". */
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Uint8Array;
      readonly tookMs: number;
    }
  | {
      readonly is: "failed";
      readonly at: HttpFailure;
      readonly why: string;
      /** With `at: "proxy"`. */
      readonly proxy?: ProxyTrouble;
    };

/** What went wrong on the way to the proxy, or what it said in place of letting us through. */
export interface ProxyTrouble {
  readonly stage: "proxy-tcp" | "proxy-tls" | "proxy-connect";
  readonly code: Extract<ErrorCode, `PROXY_${string}`>;
  /** Of its answer. */
  readonly status?: number;
  /** Ways to log in that it offers, lower case: `basic`, `ntlm`, `negotiate`. */
  readonly schemes?: readonly string[];
  /** Its own name for the reason (X-Squid-Error), cleaned. */
  readonly says?: string;
}

export type HttpFailure =
  | "dns"
  | "connect"
  | "proxy"
  | "tls"
  | "timeout"
  | "too-large"
  | "protocol"
  | "cancelled";

/** Redirects are never followed and nothing is retried: callers own both decisions. */
export interface HttpView {
  get(request: HttpGet): Promise<HttpOutcome>;
  /** A GET whose answer is read line by line while it comes. Whoever got it open closes it. */
  follow(request: FollowRequest): Promise<FollowOutcome>;
  /** For servers that are asked with POST; only questions known to change nothing are sent. */
  ask(request: HttpRequest & { readonly body: string }): Promise<HttpOutcome>;
}

export interface FollowRequest extends HttpRequest {
  /** Until the head of the answer, or all of one that is not followed; 10 s unless told. */
  readonly timeoutMs?: number;
  /** For a whole line to come, while somebody waits for it; 60 s unless told. */
  readonly idleMs?: number;
  /** Longer ones end it with `too-large`; 1 MiB unless told. */
  readonly maxLineBytes?: number;
}

/** `open` with a status of 200 to 299; every other answer comes whole. */
export type FollowOutcome = { readonly is: "open"; readonly lines: AnswerLines } | HttpOutcome;

/** Holds what nobody has asked for yet to one line and what the sockets hold. */
export interface AnswerLines {
  /** One at a time. After the first that is no line, always the same; half a line at the end is none. */
  next(): Promise<AnswerLine>;
  /** Hangs up; harmless when it is over. */
  close(): void;
}

export type AnswerLine =
  /** Without its end. */
  | { readonly is: "line"; readonly text: string }
  | { readonly is: "ended" }
  | Extract<HttpOutcome, { is: "failed" }>;

export interface HttpIO extends HttpView {
  send(request: HttpRequest & HttpBody): Promise<HttpOutcome>;
}

export interface HttpBody {
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body?: string | Uint8Array;
  /** In place of `body`: what is too large for memory, read while it goes out. */
  readonly upload?: {
    readonly bytes: number;
    open(): AsyncIterable<Uint8Array>;
  };
}
