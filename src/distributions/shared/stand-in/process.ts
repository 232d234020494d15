import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import type { TLSSocket } from "node:tls";
import { systemClock } from "../../../engine/index.ts";
import { placeOf, type StandInPlace, TEST_MACHINE_FILE } from "../../stand-in/place.ts";
import { send } from "../../stand-in/send.ts";
import { goOn } from "../../stand-in/watch.ts";
import type { StandInKind } from "./kind.ts";
import type { NodeFiles } from "./node-files.ts";
import { versionVariable } from "./program.ts";
import { type StandInServer, startServer } from "./server.ts";

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
  if (argv[0] !== "server") return say(`simulated: no command ${argv[0] ?? ""}`, 1);
  const { root } = place;
  const start = startServer({
    kind,
    version,
    hostname: readIn(root, "/proc/sys/kernel/hostname")?.trim() ?? "localhost",
    clock: systemClock,
    pace: paceIn(env.BRINGUP_STAND_IN_PACE),
    images: imagesIn(root, kind),
    read: (path) => readIn(root, path),
    saveObjects: (path, content) => writeFiles(root, { [path]: { content, mode: 0o600 } }),
  });
  if (start.is === "refused") {
    for (const line of start.lines) say(line, 1);
    return 1;
  }
  return serve(start.server, place);
}

/** Resolves with the exit code when the story ends it, or a signal does. */
function serve(server: StandInServer, place: StandInPlace): Promise<number> {
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
  const carryOut = async (event: StandInServer["events"][number]) => {
    if (event.is === "line") say(event.text, 0);
    if (event.is === "exit") end(event.code);
    if (event.is === "up") place.tellReady();
    if (event.is !== "files") return;
    writeFiles(root, event.files);
    writeFiles(root, server.kind.bundled);
    closers.push(...(await openPorts(server, place)));
  };
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

async function openPorts(
  server: StandInServer,
  place: StandInPlace,
): Promise<readonly (() => void)[]> {
  const { serving, clientCa } = server.identity;
  const tls = { cert: serving.cert, key: serving.key, ca: clientCa };
  const api = createHttpsServer(
    { ...tls, requestCert: true, rejectUnauthorized: false },
    async (request, response) => {
      const asked = {
        method: request.method ?? "GET",
        url: request.url ?? "/",
        isAdmin: (request.socket as TLSSocket).authorized,
        body: await bodyOf(request),
      };
      const answer = server.answer(asked);
      if (answer?.goesOnFrom === undefined) return send(response, answer);
      goOn(response, answer, { url: asked.url, ask: (url) => server.answer({ ...asked, url }) });
    },
  );
  const { supervisorPort } = server.kind;
  const closers = [await listen(api, place, 6443)];
  if (supervisorPort !== undefined) {
    const supervisor = createHttpsServer(tls, async (request, response) => {
      const asked = { method: request.method ?? "GET", url: request.url ?? "/", body: "" };
      send(response, server.answer({ ...asked, isAdmin: false }));
    });
    closers.push(await listen(supervisor, place, supervisorPort));
  }
  if (server.config.datastore !== "etcd") return closers;
  const etcd = createHttpServer((request, response) =>
    send(response, server.answerEtcd(request.url ?? "/")),
  );
  return [...closers, await listen(etcd, place, 2381)];
}

/** Two rehearsals never collide: there the wanted port is a file that says the real one. */
async function listen(server: Server, place: StandInPlace, port: number): Promise<() => void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(place.ports === "real" ? port : 0, "127.0.0.1", resolve);
  await promise;
  const unmap = place.ports === "real" ? () => {} : mapPort(place.root, port, server);
  return () => {
    unmap();
    server.close();
    server.closeAllConnections();
  };
}

function mapPort(root: string, port: number, server: Server): () => void {
  const path = `/run/bringup/ports/${port}`;
  const real = `${(server.address() as AddressInfo).port}\n`;
  writeFiles(root, { [path]: { content: real, mode: 0o644 } });
  return () => {
    if (readIn(root, path) === real) rmSync(join(root, path), { force: true });
  };
}

const MAX_BODY_BYTES = 8 * 1024 * 1024;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > MAX_BODY_BYTES) return "";
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
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
