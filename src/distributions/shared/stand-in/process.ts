import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { systemClock } from "../../../engine/index.ts";
import { announce } from "../../stand-in/announce.ts";
import { placeOf, type StandInPlace, TEST_MACHINE_FILE } from "../../stand-in/place.ts";
import { manifestOf } from "../virtual-address.ts";
import { startAgent } from "./agent.ts";
import type { StandInKind } from "./kind.ts";
import type { NodeFiles } from "./node-files.ts";
import { openAgentPorts, openPorts } from "./ports.ts";
import { prepareStart } from "./prepare.ts";
import { versionVariable } from "./program.ts";
import { type StandInServer, startServer } from "./server.ts";
import type { ServerEvent } from "./server-events.ts";
import { flagFile, runTool } from "./tool.ts";
import { createToolDisk, isAnswering } from "./tool-disk.ts";
import { createWire } from "./wire.ts";

/**
 * The program that a rehearsal, or a machine there for tests, runs in place of the real one: real
 * files, real ports, real TLS, no containers.
 */
export async function runServer(
  kind: StandInKind,
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const place = placeOf(env);
  const version = env[versionVariable(kind)] ?? "0.0.0";
  if (argv[0] === "--version") return say(`${kind.program} version v${version} (simulated)`, 0);
  if (place === undefined)
    return say(`simulated: only in a rehearsal, or where ${TEST_MACHINE_FILE} is`, 1);
  const { root } = place;
  const asked = { kind, argv, disk: createToolDisk(root), nowMs: Date.now() };
  const ended = await runTool({ ...asked, isServing: await isAnswering(place, 6443) });
  if (ended !== undefined) {
    process.stderr.write(ended.stderr);
    process.stdout.write(ended.stdout);
    return ended.exitCode;
  }
  const parts = {
    kind,
    version,
    hostname: readIn(root, "/proc/sys/kernel/hostname")?.trim() ?? "localhost",
    clock: systemClock,
    pace: paceIn(env.BRINGUP_STAND_IN_PACE),
    images: imagesIn(root, kind),
    read: (path: string) => readIn(root, path),
    write: (files: NodeFiles) => writeFiles(root, files),
    wire: createWire(place),
  };
  if (argv[0] === "agent") return await runAgent(parts, place);
  if (argv[0] !== "server") return say(`simulated: no command ${argv[0] ?? ""}`, 1);
  return await runJoined(parts, place);
}

type ServerRun = Omit<
  Parameters<typeof prepareStart>[0] & Parameters<typeof startServer>[0],
  "nowMs" | "saveObjects"
>;

async function runJoined(parts: ServerRun, place: StandInPlace): Promise<number> {
  const { kind } = parts;
  const { root } = place;
  rmSync(join(root, flagFile(kind)), { force: true });
  for (;;) {
    const prepared = await prepareStart({ ...parts, nowMs: Date.now() });
    if (prepared.is === "ready") break;
    for (const line of prepared.lines) say(line, 1);
    if (prepared.is === "refused") return 1;
    await systemClock.sleep(AGAIN_MS);
  }
  const start = startServer({
    ...parts,
    saveObjects: (path, content) => writeFiles(root, { [path]: { content, mode: 0o600 } }),
  });
  if (start.is === "refused") {
    for (const line of start.lines) say(line, 1);
    return 1;
  }
  const { server } = start;
  const tick = async () => {
    const events = await server.tick();
    if (server.look(READY)?.status === 200) announce(place, parts.read(manifestOf(kind)));
    return events;
  };
  return await serve({ ...server, tick, open: () => openPorts(server, place) }, place);
}

const READY = { method: "GET", url: "/readyz", isAdmin: true, body: "", type: "" } as const;

type AgentRun = Parameters<typeof startAgent>[0];

async function runAgent(parts: AgentRun, place: StandInPlace): Promise<number> {
  const start = startAgent(parts);
  if (start.is === "refused") {
    for (const line of start.lines) say(line, 1);
    return 1;
  }
  const { agent } = start;
  return await serve(
    { ...agent, kind: parts.kind, open: () => openAgentPorts(agent, place) },
    place,
  );
}

const TICK_MS = 1000;
const AGAIN_MS = 5000;

/** A server or an agent, as a program. */
interface Program extends Pick<StandInServer, "kind" | "events" | "tick"> {
  open(): Promise<readonly (() => void)[]>;
}

/** Resolves with the exit code when the story ends it, or a signal does. */
function serve(server: Program, place: StandInPlace): Promise<number> {
  const { root } = place;
  const { promise, resolve } = Promise.withResolvers<number>();
  const closers: (() => void)[] = [];
  const timers: NodeJS.Timeout[] = [];
  const end = (code: number) => {
    for (const timer of timers) clearTimeout(timer);
    for (const close of closers) close();
    resolve(code);
  };
  process.once("SIGTERM", () => end(0));
  process.once("SIGINT", () => end(0));
  const carryOut = async (event: ServerEvent) => {
    if (event.is === "line") say(event.text, 0);
    if (event.is === "exit") end(event.code);
    if (event.is === "up") place.tellReady();
    if (event.is !== "files") return;
    writeFiles(root, event.files);
    if (closers.length > 0) return;
    writeFiles(root, server.kind.bundled);
    closers.push(...(await server.open()));
  };
  const tick = async () => {
    for (const event of await server.tick()) await carryOut(event);
    timers.push(setTimeout(() => tick().catch((thrown) => failed(thrown, end)), TICK_MS));
  };
  timers.push(setTimeout(() => tick().catch((thrown) => failed(thrown, end)), 0));
  for (const event of server.events)
    timers.push(
      setTimeout(() => carryOut(event).catch((thrown) => failed(thrown, end)), event.atMs),
    );
  return promise;
}

function failed(thrown: unknown, end: (code: number) => void): void {
  say(`simulated: ${thrown instanceof Error ? thrown.message : String(thrown)}`, 1);
  end(1);
}

function readIn(root: string, path: string): string | undefined {
  try {
    return readFileSync(join(root, path), "utf8");
  } catch {
    return undefined;
  }
}

function imagesIn(root: string, { data }: StandInKind): readonly string[] {
  const folder = `${data}/agent/images`;
  try {
    return readdirSync(join(root, folder))
      .filter((name) => /\.tar(\.zst|\.gz)?$/.test(name))
      .map((name) => `${folder}/${name}`);
  } catch {
    return [];
  }
}

function writeFiles(root: string, files: NodeFiles): void {
  for (const [path, { content, mode }] of Object.entries(files)) {
    const place = join(root, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(`${place}.new`, content, { mode });
    renameSync(`${place}.new`, place);
  }
}

function paceIn(text: string | undefined): number {
  const pace = Number(text ?? "1");
  return Number.isFinite(pace) && pace >= 0 ? pace : 1;
}

function say(line: string, code: number): number {
  process.stdout.write(`${line}\n`);
  return code;
}
