// Everything a proxy can do to a request, in one place.
import assert from "node:assert/strict";
import http from "node:http";
import https from "node:https";
import { createServer } from "node:net";
import { test } from "node:test";
import type { HttpOutcome, HttpProxy } from "../../src/engine/index.ts";
import { eventually } from "../support/eventually.ts";
import { type PracticeProxyOptions, practiceProxy } from "../support/proxy-server.ts";
import type { HostTraits, HostUnderTest } from "./host.ts";
import { listen, pem, silentServer } from "./listen.ts";

const SERVER = { cert: pem("server"), key: pem("server-key") };
const CA = pem("ca");

function told(outcome: HttpOutcome): unknown {
  if (outcome.is === "answered") return [outcome.status, new TextDecoder().decode(outcome.body)];
  const { at, proxy } = outcome;
  return proxy === undefined ? `failed at ${at}` : `${at} ${proxy.stage} ${proxy.code}`;
}

/** Answers to CONNECT as they were seen, and what each means. */
const REFUSALS: readonly (readonly [title: string, answer: string, told: string])[] = [
  ["a wanted login", '407 No\r\nProxy-Authenticate: Basic realm="a, b"', "PROXY_AUTH_REQUIRED"],
  ["a wrong password at tinyproxy", "401 Unauthorized\r\nServer: tinyproxy", "PROXY_AUTH_REQUIRED"],
  [
    "a login only Windows knows",
    "407 No\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM",
    "PROXY_AUTH_UNSUPPORTED",
  ],
  ["a forbidden port", "403 Forbidden\r\nX-Squid-Error: ERR_ACCESS_DENIED 0", "PROXY_FORBIDDEN"],
  ["a method that is not allowed", "405 Method Not Allowed", "PROXY_FORBIDDEN"],
  [
    "a name the proxy cannot resolve",
    "503 Service Unavailable\r\nX-Squid-Error: ERR_DNS_FAIL 0",
    "PROXY_UPSTREAM_FAILED",
  ],
  ["a destination that never answers", "504 Gateway Timeout", "PROXY_TIMED_OUT"],
  ["a portal that wants money", "302 Found\r\nLocation: http://pay.test/", "PROXY_NOT_A_PROXY"],
  [
    "a plane that is none",
    "410 Gone\r\nX-Plane-Instance: p\r\nContent-Type: application/json",
    "PROXY_NOT_A_PROXY",
  ],
];

export function proxyContract({ name, make }: HostTraits): void {
  /** A server behind a proxy, both reachable for the host. */
  async function behind(
    t: Parameters<HostTraits["make"]>[0],
    options: Omit<PracticeProxyOptions, "leadsTo"> & { readonly server?: http.Server },
  ) {
    const under = await make(t);
    const server =
      options.server ?? https.createServer(SERVER, (_, response) => response.end("hello"));
    const { port } = await listen(t, server, under);
    const proxy = await practiceProxy(t, { ...options, leadsTo: port });
    await under.expose(proxy.port);
    const scheme = options.tls === undefined ? "http" : "https";
    return { under, port, proxy, url: `${scheme}://127.0.0.1:${proxy.port}` };
  }

  function ask({ host }: HostUnderTest, url: string, proxy: HttpProxy, timeoutMs = 60_000) {
    return host.http.get({ url, proxy, timeoutMs, tls: { ca: CA } });
  }

  test(`${name}: https goes through CONNECT, to a name only the proxy knows, with the login byte for byte`, async (t) => {
    const login = { username: "dömain\\user", password: `p@ss:w/ö%41"'$ ` };
    const { under, url, proxy } = await behind(t, { login });
    const tls = { acceptAny: true } as const;
    const asked = { url: "https://plane.invalid/x", proxy: { url, ...login }, tls };
    assert.deepEqual(told(await under.host.http.get(asked)), [200, "hello"]);
    assert.deepEqual(proxy.asked, ["CONNECT plane.invalid:443"]);
    assert.deepEqual(proxy.logins, [`${login.username}:${login.password}`]);
    await eventually("no connection is kept", () => proxy.sockets.size === 0);
  });

  test(`${name}: a certificate behind a proxy is held against the name that was asked for`, async (t) => {
    const { under, url } = await behind(t, {});
    assert.deepEqual(told(await ask(under, "https://localhost/", { url })), [200, "hello"]);
    const wrong = await ask(under, "https://plane.invalid/", { url });
    assert.equal(told(wrong), "failed at tls");
    const unknown = await under.host.http.get({ url: "https://localhost/", proxy: { url } });
    assert.equal(told(unknown), "failed at tls");
  });

  for (const [title, answer, code] of REFUSALS)
    test(`${name}: ${title} is the proxy's answer and never the server's`, async (t) => {
      const body = '{"code":"host-deleted"}';
      const full = `HTTP/1.1 ${answer}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
      const { under, url } = await behind(t, { answer: full });
      const secret = { username: "u", password: "hunter2" };
      const outcome = await ask(under, "https://localhost/", { url, ...secret });
      assert.equal(told(outcome), `proxy proxy-connect ${code}`);
      assert.ok(!JSON.stringify(outcome).includes("hunter2"));
    });

  test(`${name}: what a proxy offers and says is told`, async (t) => {
    const answer =
      'HTTP/1.1 407 x\r\nProxy-Authenticate: NTLM, Basic realm="x, Digest y"\r\nX-Squid-Error: ERR_\u001b[31m 0\r\n\r\n';
    const { under, url } = await behind(t, { answer });
    const outcome = await ask(under, "https://localhost/", { url });
    assert.ok(outcome.is === "failed");
    assert.deepEqual(outcome.proxy?.schemes, ["ntlm", "basic"]);
    assert.equal(outcome.proxy?.status, 407);
    assert.ok(!outcome.proxy?.says?.includes("\u001b"));
  });

  test(`${name}: a proxy that is down, stalls, talks nonsense or hangs up is each told apart`, async (t) => {
    const under = await make(t);
    const silent = await listen(t, silentServer(), under);
    const chatter = createServer((socket) => socket.end("SSH-2.0-x\r\n"));
    const ssh = await listen(t, chatter, under);
    const quitter = createServer((socket) => socket.once("data", () => socket.end()));
    const hangsUp = await listen(t, quitter, under);
    const over = (port: number, timeoutMs?: number) =>
      ask(under, "https://localhost/", { url: `http://127.0.0.1:${port}` }, timeoutMs);
    assert.equal(told(await over(1)), "proxy proxy-tcp PROXY_UNREACHABLE");
    assert.equal(told(await over(silent.port, 1500)), "proxy proxy-connect PROXY_TIMED_OUT");
    assert.equal(told(await over(ssh.port)), "proxy proxy-connect PROXY_NOT_A_PROXY");
    assert.equal(told(await over(hangsUp.port)), "proxy proxy-connect PROXY_NOT_A_PROXY");
    await eventually("no connection is kept", () => silent.sockets.size === 0);
  });

  test(`${name}: silence behind the proxy is a time-out of the server, not of the proxy`, async (t) => {
    const { under, url } = await behind(t, { server: silentServer() as http.Server });
    assert.equal(told(await ask(under, "https://localhost/", { url }, 1500)), "failed at timeout");
  });

  test(`${name}: a proxy spoken to over TLS is trusted by an authority of its own`, async (t) => {
    const { under, url } = await behind(t, { tls: SERVER });
    const https = "https://localhost/";
    assert.deepEqual(told(await ask(under, https, { url, ca: CA })), [200, "hello"]);
    assert.deepEqual(told(await ask(under, https, { url, alsoTrust: CA })), [200, "hello"]);
    const unknown = await ask(under, https, { url });
    assert.equal(told(unknown), "proxy proxy-tls PROXY_TLS_UNTRUSTED");
    const plain = await ask(under, https, { url: url.replace("https", "http") });
    assert.match(String(told(plain)), /PROXY_SCHEME_WRONG|PROXY_NOT_A_PROXY/);
  });

  test(`${name}: https:// written for a proxy that speaks plain CONNECT is named as that`, async (t) => {
    const { under, url } = await behind(t, {});
    const typed = await ask(under, "https://localhost/", {
      url: url.replace("http", "https"),
      ca: CA,
    });
    assert.equal(told(typed), "proxy proxy-tls PROXY_SCHEME_WRONG");
  });

  test(`${name}: a plain request names the whole address to the proxy, and its refusal is the proxy's`, async (t) => {
    const login = { username: "u", password: "p:w" };
    const server = http.createServer(({ method, url, headers }, response) => {
      response.writeHead(url === "/401" ? 401 : 200, { "www-authenticate": "Bearer" });
      response.end(`${method} ${url} ${headers.host} ${headers["proxy-authorization"] ?? ""}`);
    });
    const { under, url, proxy } = await behind(t, { server, login });
    const target = "http://plane.invalid:8080/a?b=c";
    const outcome = await ask(under, target, { url, ...login });
    const pair = Buffer.from("u:p:w").toString("base64");
    assert.deepEqual(told(outcome), [200, `GET /a?b=c plane.invalid:8080 Basic ${pair}`]);
    assert.deepEqual(proxy.asked, [`GET ${target}`]);
    const servers = await ask(under, "http://plane.invalid/401", { url, ...login });
    assert.ok(servers.is === "answered" && servers.status === 401);
    const refused = await ask(under, target, { url, username: "u", password: "wrong" });
    assert.equal(told(refused), "proxy proxy-connect PROXY_AUTH_REQUIRED");
  });

  test(`${name}: authorities given beside the usual ones count, also with a certificate of our own`, async (t) => {
    const under = await make(t);
    const server = https.createServer(SERVER, (_, response) => response.end("hello"));
    const { port } = await listen(t, server, under);
    const url = `https://127.0.0.1:${port}/`;
    const own = { cert: pem("client"), key: pem("client-key") };
    for (const tls of [{ alsoTrust: CA }, { alsoTrust: CA, ...own }])
      assert.deepEqual(told(await under.host.http.get({ url, tls })), [200, "hello"]);
  });
}
