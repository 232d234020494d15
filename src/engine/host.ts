import type { Clock } from "./clock.ts";
import type { Fact } from "./fact.ts";
import type { Argv, CommandOutcome, ExecOptions, ProbeOptions } from "./host/commands.ts";
import type {
  HandshakeOutcome,
  HandshakeRequest,
  StreamOutcome,
  StreamRequest,
} from "./host/connections.ts";
import type { Deadline } from "./host/deadline.ts";
import type { FilesIO, FilesView } from "./host/files.ts";
import type { HttpIO, HttpView } from "./host/http.ts";
import type { LogsView } from "./host/logs.ts";
import type {
  ConnectOutcome,
  Endpoint,
  NameOutcome,
  NameQuestion,
  TimeOutcome,
} from "./host/questions.ts";
import type { UnitsIO, UnitsView } from "./host/units.ts";

/**
 * All contact with the machine goes through these two types. `HostView` can only look, and is what
 * observe, check and preview get; `HostIO` can also change, and is what run and undo get. That
 * "observe never writes" is therefore a compile error to break. What each part of the machine can be
 * asked or told is in `host/`, a file a part. Implementations: `src/host`.
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
  /** Hardware facts as `systeminformation` gives them, in a child; 15 s unless told. */
  hardware(topic: HardwareTopic, options?: Deadline): Promise<Fact<unknown>>;
  /** Addresses of a name as this host resolves it; 5 s unless told. */
  resolve(name: string, options: Deadline): Promise<Fact<readonly string[]>>;
  /** One question to one name server alone, past everything this host knows itself. */
  askName(question: NameQuestion): Promise<NameOutcome>;
  /** One question to one time server (SNTP, RFC 5905), over UDP; 3 s unless told. */
  askTime(target: Endpoint, options: Deadline): Promise<TimeOutcome>;
  /** One TCP connect, closed at once; 5 s unless told. */
  connect(target: Endpoint, options: Deadline): Promise<ConnectOutcome>;
  /** One TLS handshake, to look at: nothing is sent after it, whatever the certificates say. */
  handshake(request: HandshakeRequest): Promise<HandshakeOutcome>;
  /** One connection that stays, for protocols that are no HTTP. Whoever asked for it destroys it. */
  openStream(request: StreamRequest): Promise<StreamOutcome>;
}

/** The machine for those who may change it. What it cannot do is thrown as a `BringupError`. */
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

/** As `systeminformation` names its functions. */
export type HardwareTopic = "cpu" | "system" | "bios" | "chassis" | "blockDevices" | "graphics";
