// Real tinyproxy and squid on loopback: what they say, and what we make of it.
import assert from "node:assert/strict";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { lookAtUrl } from "../../src/certificates/index.ts";
import type { HttpOutcome } from "../../src/engine/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { probeScheme } from "../../src/proxy/index.ts";
import { pem } from "../contract/listen.ts";
import { isThere, LOGIN, squid, tinyproxy } from "../support/real-proxies.ts";

const HOST = createMachineHost();
const CA = pem("ca");
const signal = new AbortController().signal;

function told(outcome: HttpOutcome): unknown {
  if (outcome.is === "answered") return new TextDecoder().decode(outcome.body);
  return outcome.proxy?.code ?? outcome.at;
}

/** `https://localhost:PORT`, behind the private authority of the tests. */
async function plane(t: TestContext): Promise<number> {
  const options = { cert: pem("server") + CA, key: pem("server-key") };
  const server = https.createServer(options, (_, response) => response.end("the plane"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

test("tinyproxy: a login that is right, missing and wrong, and a port it forbids", async (t) => {
  if (!isThere("tinyproxy")) return t.skip("NOT TESTED HERE: tinyproxy is not installed");
  const port = await plane(t);
  const url = await tinyproxy(t, port);
  const ask = (proxy: object, to = port) =>
    HOST.http.get({
      url: `https://localhost:${to}/`,
      proxy: { url, ...proxy },
      tls: { ca: CA },
      timeoutMs: 20_000,
    });
  assert.equal(told(await ask(LOGIN)), "the plane");
  assert.equal(told(await ask({})), "PROXY_AUTH_REQUIRED");
  const wrong = await ask({ ...LOGIN, password: "no" });
  assert.equal(told(wrong), "PROXY_AUTH_REQUIRED");
  assert.ok(wrong.is === "failed" && wrong.proxy?.status === 401, JSON.stringify(wrong));
  assert.equal(told(await ask(LOGIN, 1)), "PROXY_FORBIDDEN");
  assert.equal(await probeScheme(HOST, url.replace("http:", "https:"), signal), "http");
  const plain = { url: `http://localhost:${port}/`, proxy: { url, ...LOGIN, password: "no" } };
  assert.equal(told(await HOST.http.get(plain)), "PROXY_AUTH_REQUIRED");
});

test("squid that looks into TLS: its authority is found out, shown, and believed once it is trusted", async (t) => {
  if (process.geteuid?.() !== 0) return t.skip("NOT TESTED HERE: squid needs root");
  if (!isThere("squid")) return t.skip("NOT TESTED HERE: squid is not installed");
  if (!isThere("/usr/lib/squid/security_file_certgen"))
    return t.skip("NOT TESTED HERE: this squid cannot look into TLS (squid-openssl can)");
  const port = await plane(t);
  const { url, ca } = await squid(t, CA);
  const ask = (tls: object, target = `https://localhost:${port}/`) =>
    HOST.http.get({ url: target, proxy: { url }, tls, timeoutMs: 30_000 });
  assert.equal(told(await ask({ ca: CA })), "tls");
  assert.equal(told(await ask({ alsoTrust: ca })), "the plane");
  const shown = { url: new URL(`https://localhost:${port}`), proxy: { url }, nowMs: Date.now() };
  const before = await lookAtUrl(HOST, { ...shown, alsoTrust: CA, signal });
  const one = before.found.find(({ view }) => view.fingerprint === before.toTrust);
  assert.equal(one?.view.subject, "Inspection of the tests", JSON.stringify(before));
  const after = await lookAtUrl(HOST, { ...shown, alsoTrust: CA + ca, signal });
  assert.equal(after.verdict, "This host believes this server.");
});

test("squid without that: what it denies carries its own reason, and a name it cannot find is its trouble", async (t) => {
  if (process.geteuid?.() !== 0) return t.skip("NOT TESTED HERE: squid needs root");
  if (!isThere("/usr/lib/squid/security_file_certgen"))
    return t.skip("NOT TESTED HERE: squid-openssl is not installed");
  const { url } = await squid(t, CA);
  const plain = await HOST.http.get({ url: "http://forbidden.test/", proxy: { url } });
  assert.equal(told(plain), "PROXY_FORBIDDEN");
  assert.ok(plain.is === "failed" && plain.proxy?.says?.startsWith("ERR_ACCESS_DENIED"));
  const lost = { url: "http://nowhere.invalid/", proxy: { url }, timeoutMs: 30_000 };
  assert.match(String(told(await HOST.http.get(lost))), /^PROXY_(UPSTREAM_FAILED|TIMED_OUT)$/);
});
