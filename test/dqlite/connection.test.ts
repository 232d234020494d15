import assert from "node:assert/strict";
import { createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { connectDqlite, createDqliteWatch, type DqliteConnection } from "../../src/dqlite/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { seeded } from "../support/seeded.ts";

const host = createMachineHost();
const LEADER = Buffer.from(
  "030000000100000001000000000000003132372e302e302e313a393830310000",
  "hex",
);
/** Calls `act` with each connection's socket and what came on it, part by part. */
async function nodeThat(t: TestContext, act: (socket: Socket, part: Buffer) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("data", (part) => act(socket, part));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  assert.ok(address !== null && typeof address !== "string");
  return { target: { host: "127.0.0.1", port: address.port } };
}

async function opened(way: Awaited<ReturnType<typeof nodeThat>>): Promise<DqliteConnection> {
  const { signal } = new AbortController();
  const connection = await connectDqlite(host, way, { signal, timeoutMs: 5000 });
  if ("is" in connection) throw new Error(connection.why);
  return connection;
}

const soon = (ms = 5000) => AbortSignal.timeout(ms);

test("handshake and first question go together, the second question goes alone", async (t) => {
  const seen: number[] = [];
  const way = await nodeThat(t, (socket, part) => {
    seen.push(part.length);
    socket.write(LEADER);
  });
  const connection = await opened(way);
  for (const _ of [1, 2]) {
    const answer = await connection.ask("leader", soon());
    assert.ok(answer.is === "answer");
    assert.deepEqual(answer.value, { id: 1n, address: "127.0.0.1:9801" });
  }
  assert.deepEqual(seen, [24, 16]);
  connection.close();
});

test("questions at the same time wait for each other: a node is asked one at a time", async (t) => {
  let open = 0;
  let most = 0;
  const way = await nodeThat(t, (socket) => {
    open += 1;
    most = Math.max(most, open);
    setImmediate(() => {
      open -= 1;
      socket.write(LEADER);
    });
  });
  const connection = await opened(way);
  const answers = await Promise.all([1, 2, 3].map(() => connection.ask("leader", soon())));
  assert.deepEqual(
    answers.map(({ is }) => is),
    ["answer", "answer", "answer"],
  );
  assert.equal(most, 1);
  connection.close();
});

test("an answer in single bytes is read; the connection may be used again", async (t) => {
  const way = await nodeThat(t, (socket) => {
    for (const byte of LEADER) socket.write(Buffer.of(byte));
  });
  const connection = await opened(way);
  assert.equal((await connection.ask("leader", soon())).is, "answer");
  assert.equal((await connection.ask("leader", soon())).is, "answer");
  connection.close();
});

test("who never answers, as 1.11 does to what it does not know, costs the time given and is dropped", async (t) => {
  const way = await nodeThat(t, () => undefined);
  const connection = await opened(way);
  const answer = await connection.ask("leader", soon(50));
  assert.deepEqual(answer, { is: "silent", code: "ETIMEDOUT", why: "it does not answer" });
  assert.equal(connection.isClosed, true);
});

test("a refusal, as 1.18 gives to what it does not know, is told in the node's words", async (t) => {
  const body = Buffer.alloc(40);
  body.writeBigUInt64LE(1005n);
  body.write("unrecognized request\u001b[2J type", 8);
  const header = Buffer.from("0500000000000000", "hex");
  const way = await nodeThat(t, (socket) => socket.write(Buffer.concat([header, body])));
  const connection = await opened(way);
  const answer = await connection.ask("describe", soon());
  assert.deepEqual(answer, { is: "silent", code: "1005", why: "unrecognized request type" });
});

for (const { what, sent } of [
  {
    what: "an answer to another question",
    sent: Buffer.from("01000000030000000000000000000000", "hex"),
  },
  { what: "a huge length", sent: Buffer.from("ffffffff01000000", "hex") },
  { what: "text", sent: Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n") },
  { what: "two answers at once", sent: Buffer.concat([LEADER, LEADER]) },
]) {
  test(`${what} ends the connection and says that this is no Dqlite`, async (t) => {
    const way = await nodeThat(t, (socket) => socket.write(sent));
    const connection = await opened(way);
    const answer = await connection.ask("leader", soon());
    assert.equal(answer.is === "silent" && answer.code, "PROTOCOL");
    assert.equal(connection.isClosed, true);
  });
}

test("what nobody asked for ends the connection before anybody takes it for an answer", async (t) => {
  let node: Socket | undefined;
  const way = await nodeThat(t, (socket) => {
    node = socket;
    socket.write(LEADER);
  });
  const connection = await opened(way);
  assert.equal((await connection.ask("leader", soon())).is, "answer");
  node?.write(LEADER);
  while (!connection.isClosed) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal((await connection.ask("leader", soon())).is, "silent");
});

test("random bytes, cut answers and floods never crash, hang or grow the client", async (t) => {
  const { below } = seeded(7);
  let kind = 0;
  const way = await nodeThat(t, (socket) => {
    kind += 1;
    if (kind % 4 === 0) return void socket.write(LEADER.subarray(0, kind % LEADER.length));
    if (kind % 4 === 1) return void socket.end(LEADER.subarray(0, kind % LEADER.length));
    const length = kind % 4 === 2 ? 1 + below(200) : 3_000_000;
    socket.write(Buffer.alloc(length, Buffer.from(Array.from({ length: 64 }, () => below(256)))));
  });
  const watch = createDqliteWatch(host, { wayTo: () => way, timeoutMs: 60 });
  t.after(() => watch.close());
  for (let round = 0; round < 40; round++) {
    const [sight] = await watch.look(["n:1"], soon());
    assert.equal(sight?.said.is, "silent");
  }
});
