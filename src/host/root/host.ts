import { randomUUID } from "node:crypto";
import { realpathSync } from "node:fs";
import {
  ABSENT,
  type Argv,
  type Clock,
  type CommandOutcome,
  digestOf,
  type ExecOptions,
  type Fact,
  type HostIO,
  type HttpGet,
  type HttpOutcome,
  known,
  systemClock,
  unknown,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { type CommandTable, callStandIn, programName } from "../commands.ts";
import { createDiskFiles, type Places } from "../disk/files.ts";
import { askHardware } from "../machine/hardware.ts";
import { askByPost } from "../net/ask.ts";
import { askNameServer } from "../net/ask-name.ts";
import { askTimeServer } from "../net/ask-time.ts";
import { followHttp } from "../net/follow.ts";
import { shakeHands } from "../net/handshake.ts";
import { callHttp } from "../net/http.ts";
import { openStream } from "../net/open-stream.ts";
import { connectOnce, resolveName } from "../net/reach.ts";
import { receiveHttp } from "../net/receive.ts";
import { direct } from "../net/route.ts";
import type { HttpCall } from "../net/start-call.ts";
import { refusedProbe } from "../probe-list.ts";
import { fixedEnvironment, runCommand } from "../process/run-command.ts";
import { machineBootId } from "../process-identity.ts";
import { selfCommand } from "../self.ts";
import { createRootLogs } from "./logs.ts";
import { ownNames } from "./names.ts";
import { createOfflineUnits } from "./offline-units.ts";
import { rootPlaces } from "./places.ts";
import { sandboxRoute } from "./ports.ts";
import { findProgram } from "./programs.ts";
import { createSandboxUnits, type SandboxUnits } from "./sandbox-units.ts";
import { createUnitLinks } from "./unit-links.ts";

export interface RootHostOptions {
  /** An existing directory. */
  readonly root: string;
  /** Programs as functions; they win over programs in the directory. */
  readonly commands?: CommandTable<RootHost>;
  /** `processes`: units really run, as in a rehearsal. Unless told they can only be enabled. */
  readonly services?: "offline" | "processes";
  /** Prefixes read from the real machine, never written. */
  readonly passthrough?: readonly string[];
  /** Programs whose probes ask the real machine, for hardware facts. */
  readonly probes?: readonly string[];
  /** Own addresses lead to the ports of the sandbox, and nowhere else is reached. */
  readonly ports?: true;
  /** Hardware facts come from the real machine. */
  readonly hardware?: true;
  /** Executables inside the directory may be run. */
  readonly allowExec?: true;
  /** Beside /etc/hosts of the directory. */
  readonly names?: Readonly<Record<string, readonly string[]>>;
  /** Given to every program and unit. */
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
}

/** A directory as a machine: an image to prepare, or the sandbox of a rehearsal. */
export interface RootHost extends HostIO {
  readonly kind: "root";
  readonly root: string;
}

const sandboxes = new WeakMap<RootHost, SandboxUnits>();

/** @throws USAGE when the directory is not there. */
export function createRootHost(options: RootHostOptions): RootHost {
  const root = existingDirectory(options.root);
  const places = rootPlaces(root, options.passthrough ?? []);
  const files = createDiskFiles(places);
  const links = createUnitLinks(files, places);
  const names = ownNames(places, options.names);
  const route = options.ports ? sandboxRoute(root, names) : direct;
  const sandbox =
    options.services === "processes"
      ? createSandboxUnits({ root, files, places, links, environment })
      : undefined;

  async function environment(): Promise<Readonly<Record<string, string>>> {
    const self = "/run/bringup/self";
    const text = `#!/bin/sh\nexec ${selfCommand().map(quoted).join(" ")} "$@"\n`;
    if ((await files.readText(self)) !== text) await files.writeAtomic(self, text, { mode: 0o755 });
    return {
      ...fixedEnvironment(options.env),
      HOME: `${root}/root`,
      BRINGUP_SANDBOX: root,
      BRINGUP_SELF: `${root}${self}`,
    };
  }

  async function run(argv: Argv, given: Partial<ExecOptions>): Promise<CommandOutcome> {
    const standIn = options.commands?.[programName(argv)];
    if (standIn) return callStandIn(standIn, { argv, host }, given);
    if (!options.allowExec)
      return { is: "denied", why: `${argv[0]}: no program is run in a directory` };
    const program = findProgram(places, argv[0]);
    if (program === undefined) return { is: "missing", program: argv[0] };
    const cwd = places.toRead(given.cwd ?? "/", true) ?? root;
    const all = { ...(await environment()), ...given.env };
    return runCommand([program, ...argv.slice(1)], { ...given, cwd, env: all });
  }

  function request(call: HttpCall): Promise<HttpOutcome> {
    return callHttp(call, route);
  }

  const host: RootHost = {
    kind: "root",
    root,
    ...(sandbox === undefined ? { isOffline: true as const } : {}),
    clock: options.clock ?? systemClock,
    files,
    units: sandbox ?? createOfflineUnits(links),
    logs: createRootLogs({
      places,
      sandbox,
      mayRead: options.probes?.includes("journalctl") === true,
    }),
    http: {
      get: (wanted) => request({ ...wanted, ...socketIn(places, wanted), method: "GET" }),
      follow: (wanted) => followHttp(wanted, route),
      receive: (wanted) => receiveHttp(wanted, route),
      ask: (question) => askByPost(question, request),
      send: (wanted) => request({ ...wanted, ...socketIn(places, wanted) }),
    },
    async bootId() {
      const own = await files.readText(BOOT_FILE);
      return own === undefined ? machineBootId() : uuidOf(machineBootId() + own);
    },
    async probe(argv, given = {}) {
      const refusal = refusedProbe(argv);
      if (refusal) return refusal;
      if (options.probes?.includes(programName(argv)))
        return runCommand(argv, { ...given, env: fixedEnvironment() });
      return run(argv, given);
    },
    exec: run,
    hardware: async (topic, given) =>
      options.hardware ? askHardware(topic, given) : unknown("a directory has no hardware"),
    async resolve(name, given): Promise<Fact<readonly string[]>> {
      const own = names(name);
      if (own.length > 0) return known(own);
      return options.ports ? ABSENT : resolveName(name, given);
    },
    askName: async (question) => (options.ports ? NOT_ASKED : askNameServer(question)),
    askTime: async (target, given) => (options.ports ? NOT_ASKED : askTimeServer(target, given)),
    connect: (target, given) => connectOnce(target, given, route),
    handshake: (request) => shakeHands(request, route),
    openStream: (request) => openStream(request, route),
    async reboot() {
      if (!sandbox) throw new BringupError("COMMAND_DENIED", "this system is not running");
      await restartSandbox(host);
      throw new BringupError("CANCELLED", "the rehearsed machine restarted");
    },
    async powerOff() {
      if (!sandbox) throw new BringupError("COMMAND_DENIED", "this system is not running");
      // Nobody could press its button.
      await restartSandbox(host);
      throw new BringupError("CANCELLED", "the rehearsed machine went off and on again");
    },
  };
  if (sandbox) sandboxes.set(host, sandbox);
  return host;
}

/** Starts what is enabled, as a start of the machine would. */
export async function bootSandbox(host: RootHost): Promise<void> {
  await sandboxes.get(host)?.startWanted();
}

/** Stops every unit; returns when all of their processes are gone. */
export async function stopSandbox(host: RootHost): Promise<void> {
  await sandboxes.get(host)?.stopAll();
}

/** A sandbox has no network of its own, and must not speak with the real one. */
const NOT_ASKED = { is: "not-asked", why: "simulated: nobody is asked" } as const;

const BOOT_FILE = "/run/bringup/boot-id";

/** Stops everything, forgets /run, and starts again under a new boot id. */
async function restartSandbox(host: RootHost): Promise<void> {
  await stopSandbox(host);
  await host.files.removeTree("/run");
  await host.files.writeAtomic(BOOT_FILE, `${randomUUID()}\n`, { mode: 0o644 });
  await bootSandbox(host);
}

function uuidOf(text: string): string {
  const hex = digestOf(text);
  return [0, 8, 12, 16, 20].map((at, index) => hex.slice(at, [8, 12, 16, 20, 32][index])).join("-");
}

/** A socket of the directory; what cannot be found in it leads nowhere. */
function socketIn(
  places: Places,
  { socketPath }: Pick<HttpGet, "socketPath">,
): Pick<HttpGet, "socketPath"> {
  if (socketPath === undefined) return {};
  return { socketPath: places.toRead(socketPath, true) ?? "/dev/null" };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function existingDirectory(given: string): string {
  try {
    // With the dot, what is not a directory is an error too.
    return realpathSync.native(`${given}/.`);
  } catch (cause) {
    throw notDirectory(given, cause);
  }
}

function notDirectory(given: string, cause: unknown): BringupError {
  return new BringupError("USAGE", `${given} is not a directory that can be read`, {
    hint: "Name the root directory of an image.",
    cause,
  });
}
