import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { createServer as createTls } from "node:tls";
import type { StreamOutcome } from "../../src/engine/index.ts";
import type { HostTraits } from "./host.ts";
import { listen, pem, silentServer } from "./listen.ts";

const KEYS = { cert: pem("server"), key: pem("server-key") };
const CA = pem("ca");

const told = (outcome: StreamOutcome) =>
  outcome.is === "failed" ? `${outcome.at} ${outcome.code}` : "open";

/** Connections that stay. */
export function streamContract(traits: HostTraits): void {
  const { name, make } = traits;
  test(`${name}: a connection that nobody takes is refused`, async (t) => {
    const { host } = await make(t);
    const target = { host: "127.0.0.1", port: 1 };
    assert.equal(told(await host.openStream({ target })), "tcp ECONNREFUSED");
  });
  if (traits.hasSockets) socketStreams(traits);
}

function socketStreams({ name, make }: HostTraits): void {
  test(`${name}: a connection carries bytes both ways until it is destroyed`, async (t) => {
    const under = await make(t);
    const server = createServer((socket) => socket.on("error", () => undefined).pipe(socket));
    const { port } = await listen(t, server, under);
    const outcome = await under.host.openStream({ target: { host: "127.0.0.1", port } });
    assert.ok(outcome.is === "open");
    outcome.stream.write("hello");
    const [answer] = await once(outcome.stream, "data");
    assert.equal(`${answer}`, "hello");
    outcome.stream.destroy();
  });

  test(`${name}: over TLS both sides are held to their certificates`, async (t) => {
    const under = await make(t);
    const server = createTls({ ...KEYS, ca: CA, requestCert: true }, (socket) =>
      socket.on("error", () => undefined).pipe(socket),
    );
    server.on("tlsClientError", () => undefined);
    const { port } = await listen(t, server, under);
    const target = { host: "127.0.0.1", port };
    const tls = { ca: CA, ...KEYS, servername: "localhost" };
    const outcome = await under.host.openStream({ target, tls });
    assert.ok(outcome.is === "open");
    outcome.stream.write("hello");
    const [answer] = await once(outcome.stream, "data");
    assert.equal(`${answer}`, "hello");
    outcome.stream.destroy();
    const { servername: _, ...byAddress } = tls;
    const other = { ...byAddress, servername: "elsewhere.invalid" };
    const wrong = await under.host.openStream({ target, tls: other });
    assert.equal(told(wrong), "tls ERR_TLS_CERT_ALTNAME_INVALID");
    const { ca: __, ...unknown } = tls;
    const untrusted = await under.host.openStream({ target, tls: unknown });
    assert.match(told(untrusted), /^tls .*(SELF_SIGNED|UNABLE_TO)/);
  });

  test(`${name}: over TLS it is told what will be spoken, HTTP/1.1 unless asked for another`, async (t) => {
    const under = await make(t);
    const spoken: (string | false | null)[] = [];
    const server = createTls({ ...KEYS, ALPNProtocols: ["h2", "http/1.1"] }, (socket) => {
      socket.on("error", () => undefined);
      spoken.push(socket.alpnProtocol);
      socket.end("x");
    });
    const { port } = await listen(t, server, under);
    const target = { host: "127.0.0.1", port };
    const tls = { ca: CA, servername: "localhost" };
    for (const asked of [tls, { ...tls, protocols: ["h2"] }]) {
      const outcome = await under.host.openStream({ target, tls: asked });
      assert.ok(outcome.is === "open");
      await once(outcome.stream, "data");
      outcome.stream.destroy();
    }
    assert.deepEqual(spoken, ["http/1.1", "h2"]);
  });

  test(`${name}: a connection that does not get ready, and one cancelled, end in time`, async (t) => {
    const under = await make(t);
    const { port } = await listen(t, silentServer(), under);
    const target = { host: "127.0.0.1", port };
    const silent = await under.host.openStream({ target, tls: { ca: CA }, timeoutMs: 50 });
    assert.equal(told(silent), "tls ETIMEDOUT");
    const signal = AbortSignal.abort();
    assert.equal(told(await under.host.openStream({ target, signal })), "tcp CANCELLED");
  });
}
