import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import https from "node:https";
import { test } from "node:test";
import { createServer as createTls } from "node:tls";
import type { HandshakeOutcome } from "../../src/engine/index.ts";
import { eventually } from "../support/eventually.ts";
import { practiceProxy } from "../support/proxy-server.ts";
import type { HostTraits } from "./host.ts";
import { listen, pem, silentServer } from "./listen.ts";

const SERVER = { cert: pem("server"), key: pem("server-key") };
const CA = pem("ca");

/** Where it ended, or what is held against the chain. */
function told(outcome: HandshakeOutcome): string {
  if (outcome.is === "failed") return `${outcome.at} ${outcome.code}`;
  return outcome.refusal ?? "accepted";
}

/** The look at TLS: what a person is shown before they trust somebody. */
export function shakeContract(traits: HostTraits): void {
  const { name, make } = traits;
  test(`${name}: a look at a server that is not there says so, and a cancelled one ends`, async (t) => {
    const { host } = await make(t);
    const target = { host: "127.0.0.1", port: 1 };
    assert.equal(told(await host.handshake({ target })), "tcp ECONNREFUSED");
    const signal = AbortSignal.abort();
    assert.equal(told(await host.handshake({ target, signal })), "tcp CANCELLED");
  });
  if (traits.hasSockets) socketShakes(traits);
}

function socketShakes({ name, make }: HostTraits): void {
  test(`${name}: a look shows chain, refusal and times, and sends nothing`, async (t) => {
    const under = await make(t);
    let sent = 0;
    const server = createTls({ ...SERVER, cert: SERVER.cert + CA }, (socket) => {
      socket.on("error", () => undefined);
      socket.on("data", (part) => {
        sent += part.length;
      });
    });
    const { port, sockets } = await listen(t, server, under);
    const target = { host: "127.0.0.1", port };
    const accepted = await under.host.handshake({ target, ca: CA });
    assert.ok(accepted.is === "shaken");
    assert.equal(told(accepted), "accepted");
    const subjects = accepted.chain.map((each) => new X509Certificate(each).subject);
    const wanted = [SERVER.cert, CA].map((each) => new X509Certificate(each).subject);
    assert.deepEqual(subjects, wanted);
    assert.equal(accepted.peer, "127.0.0.1");
    assert.equal(accepted.protocol, "TLSv1.3");
    assert.deepEqual(
      accepted.stages.map(({ stage }) => stage),
      ["tcp", "tls"],
    );
    assert.equal(told(await under.host.handshake({ target, alsoTrust: CA })), "accepted");
    assert.equal(told(await under.host.handshake({ target })), "SELF_SIGNED_CERT_IN_CHAIN");
    const other = { target, ca: CA, servername: "plane.invalid" };
    assert.equal(told(await under.host.handshake(other)), "ERR_TLS_CERT_ALTNAME_INVALID");
    await eventually("nothing is left open", () => sockets.size === 0);
    assert.equal(sent, 0);
  });

  test(`${name}: a look goes through a proxy, and says at which stage it ended`, async (t) => {
    const under = await make(t);
    const { port } = await listen(t, https.createServer(SERVER), under);
    const login = { username: "u", password: "p" };
    const open = await practiceProxy(t, { leadsTo: port, login, tls: SERVER });
    await under.expose(open.port);
    const proxy = { url: `https://127.0.0.1:${open.port}`, ca: CA, ...login };
    const target = { host: "localhost", port: 443 };
    const look = (given: object, timeoutMs = 60_000) =>
      under.host.handshake({ target, ca: CA, proxy: { ...proxy, ...given }, timeoutMs });
    const seen = await look({});
    assert.equal(told(seen), "accepted");
    const stages = ["proxy-tcp", "proxy-tls", "proxy-connect", "tls"];
    assert.deepEqual(
      seen.stages.map(({ stage }) => stage),
      stages,
    );
    assert.equal(told(await look({ password: "x" })), "proxy-connect PROXY_AUTH_REQUIRED");
    assert.equal(told(await look({ ca: pem("client") })), "proxy-tls PROXY_TLS_UNTRUSTED");
    assert.equal(told(await look({ url: "http://127.0.0.1:1" })), "proxy-tcp PROXY_UNREACHABLE");
    const mute = await listen(t, silentServer(), under);
    const url = `http://127.0.0.1:${mute.port}`;
    assert.equal(told(await look({ url }, 1500)), "proxy-connect PROXY_TIMED_OUT");
    const silent = { target: { host: "127.0.0.1", port: mute.port }, timeoutMs: 1500 };
    assert.equal(told(await under.host.handshake(silent)), "tls ETIMEDOUT");
  });
}
