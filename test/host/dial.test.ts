import assert from "node:assert/strict";
import { type AddressInfo, createServer, type Server, Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { dial, dialTls } from "../../src/host/net/dial.ts";
import { direct } from "../../src/host/net/route.ts";
import { startWay } from "../../src/host/net/stages.ts";

async function listening(t: TestContext, server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** As of a request that may wait for minutes, with stages that may not. */
function patientWay(limitMs = 10_000) {
  return startWay({ route: direct, signal: new AbortController().signal, limitMs });
}

test("a long poll does not wait for a proxy that stalls: each stage has its own limit", async (t) => {
  const port = await listening(
    t,
    createServer((socket) => socket.on("error", () => undefined).resume()),
  );
  const proxy = { url: `http://127.0.0.1:${port}` };
  await assert.rejects(dial({ host: "plane.invalid", port: 443 }, proxy, patientWay(400)), {
    stage: "proxy-connect",
    proxy: { stage: "proxy-connect", code: "PROXY_TIMED_OUT" },
  });
  const socket = await dial({ host: "127.0.0.1", port }, undefined, patientWay());
  const tls = dialTls(socket, { name: "localhost", tls: {} }, patientWay(200));
  await assert.rejects(tls, { stage: "tls", code: "ETIMEDOUT" });
  assert.ok(socket.destroyed);
});

test("an answer to CONNECT in small pieces, after an interim one, leaves what follows untouched", async (t) => {
  const pieces = ["HTTP/1.1 100 Conti", "nue\r\n\r\nHTTP/1.1 2", "00 Yes\r\nX: y\r", "\n\r\nfirst"];
  const port = await listening(
    t,
    createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", async () => {
        for (const piece of pieces)
          await new Promise<void>((resolve) => {
            socket.setNoDelay(true).write(piece, () => setImmediate(resolve));
          });
      });
    }),
  );
  const socket = await dial(
    { host: "a", port: 1 },
    { url: `http://127.0.0.1:${port}` },
    patientWay(),
  );
  const [part] = await new Promise<Buffer[]>((resolve) =>
    socket.once("data", (...found: Buffer[]) => resolve(found)),
  );
  assert.equal(`${part}`, "first");
  socket.destroy();
});

test("a destination that would smuggle a line into the request is not asked for", async (t) => {
  const port = await listening(t, createServer());
  const target = { host: "a\r\nProxy-Authorization: x", port: 443 };
  const proxy = { url: `http://127.0.0.1:${port}` };
  await assert.rejects(dial(target, proxy, patientWay()), { code: "ENOTFOUND" });
});

test("TLS over a connection that is closed already fails at once, and says that it is closed", async (t) => {
  const port = await listening(
    t,
    createServer((socket) => socket.resetAndDestroy()),
  );
  const way = patientWay(60_000);
  const lost = new Socket().on("error", () => undefined);
  await new Promise((resolve) => lost.once("close", resolve).connect(port, "127.0.0.1"));
  const tls = dialTls(lost, { name: "localhost", tls: {} }, way);
  await assert.rejects(tls, { stage: "tls", code: "ECONNRESET" });
});
