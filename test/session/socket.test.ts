import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import {
  type ConnectOptions,
  connectEngine,
  type EngineClient,
  type EngineEvent,
  type EngineHub,
  type EngineServer,
  type ServeOptions,
  serveEngine,
} from "../../src/session/index.ts";
import { engineClientContract } from "../contract/engine-client.ts";
import { eventually } from "../support/eventually.ts";
import { createFakeHub } from "../support/fake-hub.ts";
import { removeTree } from "../support/remove-tree.ts";

const ANNA = { user: "anna", from: "tty1" };
const folder = await mkdtemp(join(tmpdir(), "bringup-socket-"));
const servers = new Map<EngineHub, Promise<{ server: EngineServer; socketPath: string }>>();
let sockets = 0;

const clients = new Set<EngineClient>();
const raws = new Set<Socket>();

after(async () => {
  for (const client of clients) await client.close();
  for (const socket of raws) socket.destroy();
  for (const serving of servers.values()) await (await serving).server.close();
  await removeTree(folder);
});

function serve(hub: EngineHub, options: Partial<ServeOptions> = {}) {
  sockets += 1;
  const socketPath = options.socketPath ?? join(folder, `${sockets}.sock`);
  const serving = serveEngine({ hub, ...options, socketPath }).then((server) => ({
    server,
    socketPath,
  }));
  servers.set(hub, serving);
  return serving;
}

engineClientContract({
  name: "socket",
  async connect(hub, actor) {
    const { socketPath } = await (servers.get(hub) ?? serve(hub));
    return dial({ socketPath, actor });
  },
});

test("only the owner can use the socket, from the first moment", async () => {
  const { socketPath } = await serve(createFakeHub());
  assert.equal(statSync(socketPath).mode & 0o777, 0o600);
});

test("no agent: the console says so and what to do", async () => {
  const socketPath = join(folder, "nobody.sock");
  await assert.rejects(dial({ socketPath, actor: ANNA }), {
    code: "AGENT_UNREACHABLE",
    message: `no agent answers on ${socketPath}`,
    hint: "Start it: systemctl start bringup-agent.",
  });
});

test("a socket left by a dead agent is replaced, a living one is not", async () => {
  const socketPath = join(folder, "stale.sock");
  const left = spawn(process.execPath, [
    "-e",
    `require("net").createServer().listen(${JSON.stringify(socketPath)}, () => console.log("up"))`,
  ]);
  await new Promise((resolve) => left.stdout.once("data", resolve));
  await assert.rejects(serveEngine({ hub: createFakeHub(), socketPath }), { code: "HOST_LOCKED" });
  left.kill("SIGKILL");
  await new Promise((resolve) => left.once("close", resolve));
  assert.equal(existsSync(socketPath), true);
  const { server } = await serve(createFakeHub(), { socketPath });
  await (await dial({ socketPath, actor: ANNA })).close();
  await server.close();
  assert.equal(existsSync(socketPath), false);
});

test("what is not a socket is never deleted", async () => {
  const socketPath = join(folder, "notes.txt");
  writeFileSync(socketPath, "mine");
  await assert.rejects(serveEngine({ hub: createFakeHub(), socketPath }), {
    code: "FILE_UNWRITABLE",
  });
  assert.equal(existsSync(socketPath), true);
});

test("kill -9 of a console frees what it held", async () => {
  const hub = createFakeHub();
  const { socketPath } = await serve(hub);
  const program = `
    const { connectEngine } = await import(${JSON.stringify(import.meta.resolve("../../src/session/index.ts"))});
    await connectEngine({ socketPath: ${JSON.stringify(socketPath)}, actor: { user: "child", from: "test" } });
    setInterval(() => {}, 1000);`;
  const tsx = import.meta.resolve("tsx");
  const child = spawn(process.execPath, ["--import", tsx, "--input-type=module", "-e", program], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  await eventually("the child", () => hub.clients.size === 1);
  child.kill("SIGKILL");
  await eventually("the child to be missed", () => hub.clients.size === 0);
});

test("a console that shows no sign of life is let go", async () => {
  const hub = createFakeHub();
  const { socketPath } = await serve(hub, { heartbeatMs: 20 });
  const silent = await greet(socketPath);
  await eventually("the silent one", () => hub.clients.size === 1);
  const lively = await dial({ socketPath, actor: ANNA, heartbeatMs: 20 });
  await eventually("the silent one to be missed", () => silent.socket.closed);
  assert.deepEqual([...hub.clients.values()], [ANNA]);
  await lively.close();
});

test("an agent that restarts shows as lost, and as connected once it is back", async () => {
  const hub = createFakeHub();
  const socketPath = join(folder, "frozen.sock");
  const first = await serve(hub, { socketPath });
  const client = await dial({ socketPath, actor: ANNA, retryMs: 10 });
  const links: string[] = [];
  client.watch((event) => event.slice === "engine" && links.push(event.value.link));
  await first.server.close();
  await eventually("lost", () => client.snapshot().engine.link === "lost");
  const next = createFakeHub({ host: { edgeId: null, hostname: "edge-new", addresses: [] } });
  await serve(next, { socketPath });
  await eventually("connected", () => client.snapshot().engine.link === "connected");
  assert.deepEqual(links, ["lost", "connected"]);
  assert.deepEqual(client.snapshot(), next.snapshot());
  await client.close();
});

test("after a reconnect every slice is announced again, without a gap in the numbers", async () => {
  const hub = createFakeHub();
  const { socketPath } = await serve(hub);
  const proxy = await createProxy(socketPath);
  const client = await dial({ socketPath: proxy.path, actor: ANNA, retryMs: 10 });
  const seen: EngineEvent[] = [];
  client.watch((event) => seen.push(event));
  proxy.cut();
  hub.set("host", { ...hub.snapshot().host, hostname: "meanwhile" });
  await eventually("the change", () => client.snapshot().host.hostname === "meanwhile");
  const slices = ["engine", ...Object.keys(hub.snapshot())];
  assert.deepEqual(
    seen.map(({ seq, slice }) => [seq, slice]),
    slices.map((slice, index) => [index + 1, slice]),
  );
  await client.close();
  await proxy.close();
});

test("a command cut off by the line is carried out once and answered after the reconnect", async () => {
  const hub = createFakeHub();
  const answer = Promise.withResolvers<{ is: "ok"; note: string }>();
  hub.answerWith(() => answer.promise);
  const { socketPath } = await serve(hub);
  const proxy = await createProxy(socketPath);
  const client = await dial({ socketPath: proxy.path, actor: ANNA, retryMs: 10 });
  const sent = client.send({ do: "resume" });
  await eventually("the command", () => hub.handled.length === 1);
  proxy.cut();
  await eventually("lost", () => client.snapshot().engine.link === "lost");
  answer.resolve({ is: "ok", note: "going on" });
  assert.deepEqual(await sent, { is: "ok", note: "going on" });
  assert.deepEqual(hub.handled, [{ do: "resume" }]);
  await client.close();
  await proxy.close();
});

test("a command an earlier agent may have carried out is not repeated by the next", async () => {
  const hub = createFakeHub();
  hub.answerWith(() => new Promise(() => {}));
  const socketPath = join(folder, "restarted.sock");
  const { server } = await serve(hub, { socketPath });
  const client = await dial({ socketPath, actor: ANNA, retryMs: 10 });
  const sent = client.send({ do: "resume" });
  await eventually("the command", () => hub.handled.length === 1);
  await server.close();
  const next = createFakeHub();
  await serve(next, { socketPath });
  const answer = await sent;
  assert.equal(answer.is === "refused" && answer.error.code, "AGENT_UNREACHABLE");
  assert.deepEqual(next.handled, []);
  await client.close();
});

test("commands do not wait forever for an agent that is away", async () => {
  const hub = createFakeHub();
  const { server, socketPath } = await serve(hub);
  const client = await dial({ socketPath, actor: ANNA, patienceMs: 20 });
  await server.close();
  await eventually("lost", () => client.snapshot().engine.link === "lost");
  for (const attempt of ["first", "second"]) {
    const answer = await client.send({ do: "refresh" });
    assert.equal(answer.is === "refused" && answer.error.code, "AGENT_UNREACHABLE", attempt);
  }
  await client.close();
});

test("a console that does not read holds nobody up and gets the latest state at last", async () => {
  const hub = createFakeHub();
  const { socketPath } = await serve(hub);
  const slow = await greet(socketPath);
  await slow.until("snapshot");
  slow.socket.pause();
  const quick = await dial({ socketPath, actor: ANNA });
  const padding = "x".repeat(10_000);
  const changes = 500;
  for (let count = 1; count <= changes; count++) {
    hub.set("host", { edgeId: null, hostname: `edge-${count}`, addresses: [padding] });
  }
  await eventually("the quick one", () => quick.snapshot().host.hostname === `edge-${changes}`);
  slow.socket.resume();
  const isLast = ({ value }: Line) => hostnameOf(value) === `edge-${changes}`;
  await eventually("the slow one", () => slow.lines.some(isLast));
  const events = slow.lines.filter(({ type }) => type === "event");
  assert.ok(events.length < changes, `${events.length} events were queued`);
  assert.deepEqual(
    events.map(({ seq }) => seq),
    events.map((_, index) => index + 1),
  );
  await quick.close();
  slow.socket.destroy();
});

test("a gap in the numbers makes the console ask for everything again", async () => {
  const snapshot = createFakeHub().snapshot();
  const asked: string[] = [];
  const agent = createServer((socket) => {
    const say = (message: object) => socket.write(`${JSON.stringify(message)}\n`);
    createInterface(socket).on("line", (line) => {
      const { type } = JSON.parse(line);
      asked.push(type);
      if (type === "hello") {
        say({ type: "hello", protocol: "bringup", version: 1, epoch: "e" });
        say({ type: "snapshot", seq: 0, snapshot });
        say({ type: "event", seq: 2, slice: "host", value: { hostname: "skipped" } });
      }
      if (type !== "sync") return;
      const host = { ...snapshot.host, hostname: "whole" };
      say({ type: "snapshot", seq: 7, snapshot: { ...snapshot, host } });
      say({ type: "event", seq: 8, slice: "run", value: null });
    });
  });
  const socketPath = join(folder, "gap.sock");
  await new Promise<void>((resolve) => agent.listen(socketPath, resolve));
  const client = await dial({ socketPath, actor: ANNA });
  await eventually("the new snapshot", () => client.snapshot().host.hostname === "whole");
  assert.deepEqual(asked, ["hello", "sync"]);
  await client.close();
  agent.close();
});

const NONSENSE: readonly (readonly [string, string])[] = [
  ["a browser", "GET / HTTP/1.1\r\n\r\n"],
  ["no JSON", "hello\n"],
  ["a line without end", "x".repeat(4 * 1024 * 1024 + 1)],
  ["another protocol", '{"type":"hello","protocol":"palette","version":1}\n'],
  ["another version", '{"type":"hello","protocol":"bringup","version":99}\n'],
  ["a command before hello", '{"type":"command","id":1,"key":"k","command":{"do":"pause"}}\n'],
  ["an unknown message", '{"type":"shell"}\n'],
];
for (const [what, text] of NONSENSE) {
  test(`${what} is refused with a reason, and the agent goes on`, async () => {
    const hub = createFakeHub();
    const { socketPath } = await serve(hub);
    const foreign = await open(socketPath);
    foreign.socket.write(text);
    const bye = await foreign.until("bye");
    assert.equal(bye.error?.code, "PROTOCOL_MISMATCH");
    await eventually("closed", () => foreign.socket.closed);
    const client = await dial({ socketPath, actor: ANNA });
    assert.deepEqual([...hub.clients.values()], [ANNA]);
    await client.close();
  });
}

test("a command of a wrong shape never reaches the engine", async () => {
  const hub = createFakeHub();
  const { socketPath } = await serve(hub);
  const client = await greet(socketPath);
  client.say({ type: "command", id: 1, key: "k", command: { do: "approve", hash: { $ne: 1 } } });
  assert.equal((await client.until("bye")).error?.code, "PROTOCOL_MISMATCH");
  assert.deepEqual(hub.handled, []);
});

test("something else that listens is not taken for an agent", async () => {
  const other = createServer((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"));
  const socketPath = join(folder, "other.sock");
  await new Promise<void>((resolve) => other.listen(socketPath, resolve));
  await assert.rejects(dial({ socketPath, actor: ANNA }), { code: "PROTOCOL_MISMATCH" });
  other.close();
});

test("a console that may only look is told so when it wants more", async () => {
  const hub = createFakeHub();
  hub.answerWith(({ do: what }) => ({ is: "ok", note: what }));
  const { socketPath } = await serve(hub, { access: "view" });
  const client = await dial({ socketPath, actor: ANNA });
  assert.deepEqual(await client.send({ do: "list-runs" }), { is: "ok", note: "list-runs" });
  for (const what of ["list-snapshots", "list-content"] as const)
    assert.equal((await client.send({ do: what })).is, "ok", "a page that opens refuses nothing");
  const answer = await client.send({ do: "approve", hash: "0123456789ab" });
  assert.equal(answer.is === "refused" && answer.error.code, "VIEW_ONLY");
  const mint = { do: "mint-join", role: "worker", node: "edge4" } as const;
  assert.equal((await client.send(mint)).is, "refused");
  assert.equal((await client.send({ do: "look-for-join", at: "/root/line" })).is, "refused");
  assert.deepEqual(
    hub.handled.map((command) => command.do),
    ["list-runs", "list-snapshots", "list-content"],
  );
  await client.close();
});

/** Closed at the end of the file too, so that a failing test cannot keep the process alive. */
async function dial(options: ConnectOptions): Promise<EngineClient> {
  const client = await connectEngine(options);
  clients.add(client);
  return client;
}

interface Line {
  readonly type: string;
  readonly seq?: number;
  readonly value?: unknown;
  readonly error?: { readonly code: string };
}

/** A client without manners: raw lines in and out. */
async function open(path: string) {
  const socket = connect(path);
  raws.add(socket);
  await new Promise((resolve) => socket.once("connect", resolve));
  const lines: Line[] = [];
  socket.on("error", () => {});
  createInterface(socket).on("line", (line) => lines.push(JSON.parse(line)));
  return {
    socket,
    lines,
    say: (message: object) => socket.write(`${JSON.stringify(message)}\n`),
    until: (type: string) => eventually(type, () => lines.find((line) => line.type === type)),
  };
}

async function greet(path: string) {
  const client = await open(path);
  client.say({ type: "hello", protocol: "bringup", version: 1, clientId: "raw", actor: {} });
  return client;
}

function hostnameOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && "hostname" in value && value.hostname;
}

/** Between console and agent, so that the line can be cut while both live. */
async function createProxy(target: string) {
  sockets += 1;
  const path = join(folder, `proxy-${sockets}.sock`);
  const pairs = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target);
    near.pipe(far);
    far.pipe(near);
    for (const socket of [near, far]) {
      pairs.add(socket);
      socket.on("error", () => {});
      socket.once("close", () => pairs.delete(socket));
    }
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const cut = () => {
    for (const socket of pairs) socket.destroy();
  };
  return {
    path,
    cut,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
