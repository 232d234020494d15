import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { HANDSHAKE, REQUESTS } from "../../../src/dqlite/index.ts";
import { type Door, openDoor } from "../../../src/rehearsal/site/door.ts";
import { eventually } from "../../support/eventually.ts";

async function opened(t: TestContext): Promise<Door> {
  const door = await openDoor({
    leader: () => ({ id: 1n, address: "127.0.0.1:9801" }),
    cluster: () => [],
    describe: () => ({ failureDomain: 0n, weight: 0n }),
  });
  t.after(() => door.close());
  return door;
}

async function connected(t: TestContext, { port }: Door): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  t.after(() => socket.destroy());
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

test("a request in single bytes is answered; text is hung up on", async (t) => {
  const door = await opened(t);
  const node = await connected(t, door);
  for (const byte of Buffer.concat([HANDSHAKE, REQUESTS.leader])) node.write(Buffer.of(byte));
  const [answer] = (await once(node, "data")) as [Buffer];
  assert.equal(answer.readUInt8(4), 1);
  const other = await connected(t, door);
  other.write("GET / HTTP/1.1\r\n\r\n");
  await once(other, "close");
});

test("one that hangs answers what waited as soon as it goes on", async (t) => {
  const door = await opened(t);
  await door.set("silent");
  const node = await connected(t, door);
  let isAnswered = false;
  node.once("data", () => {
    isAnswered = true;
  });
  node.write(Buffer.concat([HANDSHAKE, REQUESTS.leader]));
  // By then one that runs would have answered.
  await connected(t, door);
  assert.equal(isAnswered, false);
  await door.set("answers");
  await eventually("the answer", () => isAnswered);
});

test("one that hangs for hours keeps a few of the connections that nobody uses any more", async (t) => {
  const door = await opened(t);
  await door.set("silent");
  const all: Socket[] = [];
  for (let count = 0; count < 40; count++) all.push(await connected(t, door));
  const closed = () => all.filter((socket) => socket.resume().closed).length;
  await eventually("the oldest are let go", () => closed() === 40 - 16);
});

test("one that is stopped refuses, and comes back at the same place", async (t) => {
  const door = await opened(t);
  const { port } = door;
  await door.set("refuses");
  const refused = connect(port, "127.0.0.1");
  const [error] = (await once(refused, "error")) as [NodeJS.ErrnoException];
  assert.equal(error.code, "ECONNREFUSED");
  await door.set("answers");
  await connected(t, door);
});
