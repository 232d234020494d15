import assert from "node:assert/strict";
import { createServer as createHttp } from "node:http";
import { createServer, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import { createServer as createTcp, type Server, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { type EtcdClient, openEtcdGrpc } from "../../src/etcd/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { eventually } from "../support/eventually.ts";
import { seeded } from "../support/seeded.ts";

const host = createMachineHost();
/** Answers of a real etcd 3.4.23 that leads. */
const STATUS = Buffer.from(
  "000000003a0a180887d5edba8fd59dc10410c0c0caafc1ba96892e180420021206332e342e32331880a00c20c0c0caafc1ba96892e2808300238084880800c",
  "hex",
);
const LIST = Buffer.from(
  "00000000800a160887d5edba8fd59dc10410c0c0caafc1ba96892e2002124308c0c0caafc1ba96892e120764656661756c741a16687474703a2f2f3132372e302e302e313a32333830302216687474703a2f2f3132372e302e302e313a3233373930122108ce9ae0bcdb9686d8f8011a12687474703a2f2f3132372e302e302e313a392801",
  "hex",
);
const HEAD = { ":status": 200, "content-type": "application/grpc" } as const;

async function listen(t: TestContext, server: Server | ReturnType<typeof createServer>) {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  assert.ok(address !== null && typeof address !== "string");
  return { url: `http://127.0.0.1:${address.port}`, sockets };
}

/** A member that speaks gRPC and answers as told. */
async function member(t: TestContext, answer: (stream: ServerHttp2Stream, path: string) => void) {
  const server = createServer();
  const sessions: ServerHttp2Session[] = [];
  server.on("session", (session) => sessions.push(session));
  server.on("sessionError", () => undefined);
  server.on("stream", (stream, headers) => {
    stream.on("error", () => undefined);
    answer(stream, String(headers[":path"]));
  });
  return { ...(await listen(t, server)), sessions };
}

function good(stream: ServerHttp2Stream, path: string): void {
  reply(stream, path.endsWith("/Status") ? STATUS : LIST);
}

function reply(stream: ServerHttp2Stream, body: Buffer, trailers = { "grpc-status": "0" }): void {
  stream.respond(HEAD, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers(trailers));
  stream.end(body);
}

function clientFor(t: TestContext): EtcdClient {
  const client = openEtcdGrpc(host);
  t.after(() => client.close());
  return client;
}

const look = (client: EtcdClient, url: string, timeoutMs = 20_000) =>
  client.look(url, { signal: new AbortController().signal, timeoutMs });

async function whyOf(client: EtcdClient, url: string, timeoutMs?: number): Promise<string> {
  const { said } = await look(client, url, timeoutMs);
  return said.is === "silent" ? said.why : "it answered";
}

test("members, leader, size and 64-bit ids come whole; two questions that hold nothing are all it asks", async (t) => {
  const asked: string[] = [];
  const { url } = await member(t, (stream, path) => {
    const body: Buffer[] = [];
    stream.on("data", (part: Buffer) => body.push(part));
    stream.on("end", () => {
      asked.push(`${path} ${Buffer.concat(body).toString("hex")}`);
      good(stream, path);
    });
  });
  const { said } = await look(clientFor(t), url);
  assert.ok(said.is === "answer");
  const { tookMs, members, ...rest } = said;
  assert.deepEqual(rest, {
    is: "answer",
    id: 3319814642761637952n,
    version: "3.4.23",
    term: 2,
    leader: 3319814642761637952n,
    isLearner: false,
    raftIndex: 8,
    appliedIndex: 8,
    sizeBytes: 200_704,
    usedBytes: 196_608,
    errors: [],
    alarms: [],
  });
  assert.deepEqual(
    members?.map(({ id, name, isLearner }) => [id, name, isLearner]),
    [
      [3319814642761637952n, "default", false],
      [17919850086055546190n, "", true],
    ],
  );
  assert.deepEqual(asked.sort(), [
    "/etcdserverpb.Cluster/MemberList 0000000000",
    "/etcdserverpb.Maintenance/Status 0000000000",
  ]);
});

test("one connection serves many looks, a lost one is made anew unnoticed, and close hangs up", async (t) => {
  const { url, sessions, sockets } = await member(t, good);
  const client = clientFor(t);
  for (const _ of [1, 2, 3]) assert.equal((await look(client, url)).said.is, "answer");
  assert.equal(sessions.length, 1);
  sessions[0]?.destroy();
  assert.equal((await look(client, url)).said.is, "answer");
  assert.equal(sessions.length, 2);
  client.keep([]);
  await eventually("nobody is connected", () => sockets.size === 0);
  assert.equal((await look(client, url)).said.is, "answer");
  client.close();
  await eventually("nobody is connected", () => sockets.size === 0);
});

test("an alarm is read from the status: asking for alarms would write into the log", async (t) => {
  const text = Buffer.from("memberID:17919850086055546190 alarm:NOSPACE ");
  const { url } = await member(t, (stream, path) => {
    if (!path.endsWith("/Status")) return good(stream, path);
    const whole = Buffer.concat([STATUS.subarray(5), Buffer.from([0x42, text.length]), text]);
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(whole.length, 1);
    reply(stream, Buffer.concat([prefix, whole]));
  });
  const { said } = await look(clientFor(t), url);
  assert.ok(said.is === "answer");
  assert.deepEqual(said.alarms, [{ id: 17919850086055546190n, alarm: "NOSPACE" }]);
});

test("a learner answers for itself and gives no list", async (t) => {
  const { url } = await member(t, (stream, path) => {
    if (path.endsWith("/Status")) return good(stream, path);
    const message = "etcdserver: rpc not supported for learner";
    stream.respond({ ...HEAD, "grpc-status": "14", "grpc-message": message }, { endStream: true });
  });
  const { said } = await look(clientFor(t), url);
  assert.ok(said.is === "answer");
  assert.equal(said.members, undefined);
});

test("what is no answer is silence with its reason, and the next look asks anew", async (t) => {
  const cut = (size: number) => STATUS.subarray(0, size);
  const length = (value: number) => {
    const changed = Buffer.from(STATUS);
    changed.writeUInt32BE(value, 1);
    return changed;
  };
  const cases: readonly [RegExp, (stream: ServerHttp2Stream) => void][] = [
    [
      /^etcdserver: not ready: 100%$/,
      (stream) => {
        const refused = { "grpc-status": "14", "grpc-message": "etcdserver: not ready: 100%25" };
        stream.respond({ ...HEAD, ...refused }, { endStream: true });
      },
    ],
    [/^gRPC status 2$/, (stream) => reply(stream, STATUS, { "grpc-status": "2" })],
    [
      /^it does not speak gRPC: HTTP 404$/,
      (stream) => stream.respond({ ":status": 404 }, { endStream: true }),
    ],
    [/^its answer was cut off$/, (stream) => reply(stream, STATUS, {} as never)],
    [/no single message/, (stream) => reply(stream, cut(3))],
    [/no single message/, (stream) => reply(stream, cut(30))],
    [/no single message/, (stream) => reply(stream, length(0xffff_ffff))],
    [/no single message/, (stream) => reply(stream, Buffer.concat([STATUS, STATUS]))],
    [/no single message/, (stream) => reply(stream, Buffer.from([1, ...STATUS.subarray(1)]))],
    [/not an answer of etcd/, (stream) => reply(stream, Buffer.alloc(5))],
    [/too long/, (stream) => reply(stream, Buffer.alloc(600_000))],
    [/closed/, (stream) => stream.close(2)],
    [/closed/, (stream) => stream.session?.goaway(1)],
    [/closed/, (stream) => stream.session?.destroy()],
  ];
  let act: (stream: ServerHttp2Stream) => void = () => undefined;
  const { url } = await member(t, (stream, path) =>
    path.endsWith("/Status") ? act(stream) : good(stream, path),
  );
  const client = clientFor(t);
  for (const [why, how] of cases) {
    act = how;
    assert.match(await whyOf(client, url), why);
    act = (stream) => good(stream, "/Status");
    assert.equal((await look(client, url)).said.is, "answer", `after ${why}`);
  }
  act = () => undefined;
  assert.equal(await whyOf(client, url, 60), "no answer in time");
  act = (stream) => good(stream, "/Status");
  assert.equal((await look(client, url)).said.is, "answer");
});

test("who speaks something else, and who says nothing, is silent in time", async (t) => {
  const old = await listen(
    t,
    createHttp((_, response) => response.end("hello")),
  );
  const mute = await listen(
    t,
    createTcp((socket) => socket.resume()),
  );
  const client = clientFor(t);
  assert.match(await whyOf(client, old.url), /closed/);
  assert.equal(await whyOf(client, mute.url, 60), "no answer in time");
  assert.match(await whyOf(client, "http://127.0.0.1:1"), /connection refused/);
  assert.match(await whyOf(client, "unix:///run/etcd.sock"), /no URL/);
});

test("a server that sends anything at all neither crashes, hangs nor grows the client", async (t) => {
  const random = seeded(11);
  const bytes = (size: number) =>
    Buffer.from(Array.from({ length: size }, () => random.below(256)));
  const server = await listen(
    t,
    createTcp((socket) => {
      socket.on("data", () => undefined);
      if (random.below(3) > 0) socket.write(frame(4, 0, 0, Buffer.alloc(0)));
      for (let count = random.below(12); count > 0; count--) socket.write(anyFrame());
      if (random.below(2) > 0) socket.end(bytes(random.below(60)));
    }),
  );
  const anyFrame = () => {
    const whole = frame(
      random.below(12),
      random.below(256),
      random.pick([0, 1, 1, 3, 3, 2, 99]),
      bytes(random.below(40)),
    );
    if (random.below(5) === 0) whole.writeUIntBE(random.below(0xff_ffff), 0, 3);
    return random.below(5) === 0 ? whole.subarray(0, random.below(whole.length)) : whole;
  };
  const before = process.getActiveResourcesInfo().length;
  const client = clientFor(t);
  for (let round = 0; round < 150; round++) await whyOf(client, server.url, 20);
  client.close();
  await eventually("every connection is gone", () => server.sockets.size === 0);
  await eventually("nothing is left open", () => process.getActiveResourcesInfo().length <= before);
});

/** RFC 9113, 4.1. */
function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}
