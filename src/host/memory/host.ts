import {
  ABSENT,
  type Argv,
  type Clock,
  type CommandOutcome,
  type ConnectOutcome,
  type Endpoint,
  type ExecOptions,
  type FollowOutcome,
  type FollowRequest,
  type HandshakeOutcome,
  type HandshakeRequest,
  type HardwareTopic,
  type HostIO,
  type HttpGet,
  type HttpOutcome,
  known,
  type LogLine,
  type LogSource,
  type NameOutcome,
  type NameQuestion,
  type ProbeOptions,
  type ReceiveOutcome,
  type ReceiveRequest,
  type StreamOutcome,
  type StreamRequest,
  type TimeOutcome,
  type UnitState,
  unknown,
} from "../../engine/index.ts";
import { type CommandTable, callStandIn, programName } from "../commands.ts";
import { askByPost } from "../net/ask.ts";
import { refusedProbe } from "../probe-list.ts";
import { CANCELLED, wholeAsLines } from "./answer-lines.ts";
import { createManualClock, type ManualClock } from "./clock.ts";
import { createMemoryFiles, type MemoryFiles } from "./files.ts";
import { createMemoryLogs, type MemoryLogs } from "./logs.ts";
import { createPower, PowerCut, type SideEffectHook } from "./power.ts";
import { dropTree, fillTree, type MemoryFile } from "./start.ts";
import { createFileTree } from "./tree.ts";
import { createMemoryUnits, type MemoryUnits, type ServiceBehaviour } from "./units.ts";

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

/** A machine that is on. What nobody gave it is absent, and nobody answers outside. */
export function createMemoryHost(options: MemoryHostOptions = {}): MemoryHost {
  const manualClock = options.clock ? undefined : createManualClock();
  const clock = options.clock ?? (manualClock as Clock);
  const power = createPower();
  const tree = createFileTree(() => clock.nowMs());
  const files: MemoryFiles = createMemoryFiles({
    tree,
    power,
    diskBytes: options.diskBytes ?? 100 * 1024 ** 3,
    unreadable: new Set(options.unreadable),
    nowMs: () => clock.nowMs(),
  });
  fillTree(tree, options.files ?? {});
  const logs: MemoryLogs = createMemoryLogs({
    tree,
    power,
    isUnit: async (unit) => (await units.show(unit)).is === "known",
  });
  const units: MemoryUnits = createMemoryUnits({
    tree,
    files,
    power,
    clock,
    initial: options.units ?? {},
    behaviour: (unit) => options.services?.[unit],
    onLine: (unit, text) => logs.write({ is: "unit", unit }, { atMs: clock.nowMs(), text }),
  });
  tree.flushEverything();
  tree.seal();
  const calls: Argv[] = [];
  const effects: string[] = [];
  power.onSideEffect(({ phase, what }) => {
    if (phase === "after") effects.push(what);
  });
  let boots = 1;

  async function runStandIn(argv: Argv, given: Partial<ExecOptions>): Promise<CommandOutcome> {
    calls.push(argv);
    const standIn = options.commands?.[programName(argv)];
    if (!standIn) return { is: "missing", program: argv[0] };
    return callStandIn(standIn, { argv, host }, given);
  }

  async function exec(argv: Argv, given: ExecOptions): Promise<CommandOutcome> {
    power.check();
    return power.effectAsync(`exec ${argv[0]}`, () => runStandIn(argv, given));
  }

  async function probe(argv: Argv, given: ProbeOptions = {}): Promise<CommandOutcome> {
    power.check();
    const refusal = refusedProbe(argv);
    if (refusal) return refusal;
    return runStandIn(argv, given);
  }

  async function request(wanted: MemoryHttpRequest): Promise<HttpOutcome> {
    power.check();
    if (wanted.signal?.aborted) return CANCELLED;
    if (!options.http) return { is: "failed", at: "connect", why: "connection refused" };
    const outcome = await options.http(wanted);
    const limit = wanted.maxBytes ?? 1024 ** 2;
    if (outcome.is === "answered" && outcome.body.byteLength > limit)
      return { is: "failed", at: "too-large", why: `more than ${limit} bytes` };
    return outcome;
  }

  async function follow(wanted: FollowRequest): Promise<FollowOutcome> {
    if (options.follow === undefined)
      return wholeAsLines(await request({ ...wanted, method: "GET" }));
    power.check();
    return wanted.signal?.aborted ? CANCELLED : options.follow(wanted);
  }

  async function receive(wanted: ReceiveRequest): Promise<ReceiveOutcome> {
    const outcome = await request({ maxBytes: Number.MAX_SAFE_INTEGER, ...wanted, method: "GET" });
    if (outcome.is !== "answered" || ![200, 206].includes(outcome.status)) return outcome;
    const { status, headers, body } = outcome;
    return { is: "open", status, headers, body: inOnePiece(body) };
  }

  function powerCut(): void {
    boots += 1;
    power.on();
    tree.cut();
    units.cut();
  }

  const host: MemoryHost = {
    kind: "memory",
    clock,
    manualClock,
    files,
    units,
    logs,
    calls,
    effects,
    http: {
      get: (wanted) => request({ ...wanted, method: "GET" }),
      follow,
      receive,
      ask: (question) => askByPost(question, request),
      send: (wanted) =>
        power.effectAsync(`http ${wanted.method} ${wanted.url}`, async () =>
          request(await withWholeBody(wanted)),
        ),
    },
    async bootId() {
      power.check();
      return `00000000-0000-4000-8000-${boots.toString(16).padStart(12, "0")}`;
    },
    probe,
    exec,
    async hardware(topic) {
      power.check();
      const value = options.hardware?.[topic];
      return value === undefined ? unknown(`no source for ${topic}`) : known(value);
    },
    async resolve(name) {
      power.check();
      const addresses = options.names?.[name];
      return addresses ? known(addresses) : ABSENT;
    },
    async askName(question) {
      power.check();
      return options.askName?.(question) ?? { is: "silent", why: "no answer" };
    },
    async askTime(target) {
      power.check();
      return options.askTime?.(target) ?? { is: "silent", why: "no answer" };
    },
    async connect(target) {
      power.check();
      return options.connect ? options.connect(target) : { is: "refused" };
    },
    async handshake(request) {
      power.check();
      if (request.signal?.aborted) return notShaken(request, "CANCELLED");
      return options.handshake?.(request) ?? notShaken(request, "ECONNREFUSED");
    },
    async openStream(request) {
      power.check();
      const { host: to, port } = request.target;
      const refused = { is: "failed", at: "tcp", code: "ECONNREFUSED" } as const;
      const why = `${to}:${port}: connection refused`;
      return options.openStream?.(request) ?? { ...refused, why };
    },
    async reboot() {
      power.effect("reboot", () => tree.flushEverything());
      powerCut();
      power.off();
      throw new PowerCut("the machine restarts");
    },
    async powerOff() {
      power.effect("power off", () => tree.flushEverything());
      powerCut();
      power.off();
      throw new PowerCut("the machine is off");
    },
    text(path) {
      const found = tree.resolve(path, true);
      const inode = found === undefined ? undefined : tree.at(found);
      return inode?.kind === "file" ? new TextDecoder().decode(inode.content) : undefined;
    },
    mode(path) {
      const found = tree.resolve(path, true);
      return found === undefined ? undefined : tree.at(found)?.mode;
    },
    paths: () => tree.paths(),
    onSideEffect: (hook) => power.onSideEffect(hook),
    put(path, content) {
      fillTree(tree, { [path]: content });
      logs.changed();
    },
    drop(path) {
      dropTree(tree, path);
      logs.changed();
    },
    setUnit: (unit, state) => units.set(unit, state),
    logUnit: (unit, line) => units.log(unit, line),
    writeLog: logs.write,
    powerCut,
    async boot() {
      power.on();
      await units.startEnabled();
    },
  };
  return host;
}

async function withWholeBody({ upload, ...wanted }: Parameters<HostIO["http"]["send"]>[0]) {
  if (upload === undefined) return wanted;
  const parts: Uint8Array[] = [];
  for await (const part of upload.open()) parts.push(part);
  return { ...wanted, body: new Uint8Array(Buffer.concat(parts)) };
}

function notShaken(
  { target, proxy }: HandshakeRequest,
  code: "CANCELLED" | "ECONNREFUSED",
): HandshakeOutcome {
  const why = `${target.host}:${target.port}: ${code}`;
  const at = proxy === undefined ? "tcp" : "proxy-tcp";
  return { is: "failed", at, code, why, stages: [] };
}

async function* inOnePiece(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body;
}
