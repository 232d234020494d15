import assert from "node:assert/strict";
import { test } from "node:test";
import { destinationsFrom } from "../../src/reach/index.ts";
import { makeCertificate } from "../support/make-certificate.ts";
import { practiceProxy } from "../support/proxy-server.ts";
import {
  listen,
  look,
  loopbackHost,
  only,
  rungOf,
  secureWeb,
  shown,
  silent,
  told,
  web,
} from "./bench.ts";

const CA = makeCertificate({ name: "Lab Root" });
const PLANE = makeCertificate({ name: "plane.corp.test", by: CA });
const { destinations } = destinationsFrom(["https://plane.corp.test/"]);

const status = (line: string, ...headers: readonly string[]) =>
  [`HTTP/1.1 ${line}`, ...headers, "Content-Length: 0", "", ""].join("\r\n");

const REFUSALS = [
  {
    what: "a wrong password",
    answer: status("407 Proxy Authentication Required", 'Proxy-Authenticate: Basic realm="x"'),
    wanted: "proxy PROXY_AUTH_REQUIRED",
  },
  {
    what: "a wrong password at a tinyproxy",
    answer: status("401 Unauthorized", "Server: tinyproxy/1.11.1"),
    wanted: "proxy PROXY_AUTH_REQUIRED",
  },
  {
    what: "a proxy that only takes Windows logins",
    answer: status(
      "407 Proxy Authentication Required",
      "Proxy-Authenticate: NTLM",
      "Proxy-Authenticate: Negotiate",
    ),
    wanted: "proxy PROXY_AUTH_UNSUPPORTED",
  },
  {
    what: "a destination the proxy forbids",
    answer: status("403 Forbidden", "X-Squid-Error: ERR_ACCESS_DENIED 0"),
    wanted: "proxy PROXY_FORBIDDEN",
  },
  {
    what: "a proxy that cannot reach the destination",
    answer: status("503 Service Unavailable", "X-Squid-Error: ERR_DNS_FAIL 0"),
    wanted: "proxy PROXY_UPSTREAM_FAILED",
  },
  {
    what: "something that is no proxy",
    answer: "SSH-2.0-x\r\n",
    wanted: "proxy PROXY_NOT_A_PROXY",
  },
] as const;

for (const { what, answer, wanted } of REFUSALS)
  test(`${what}: ${wanted}`, async (t) => {
    const { port } = await practiceProxy(t, { leadsTo: 1, answer });
    const https = { url: `http://127.0.0.1:${port}`, username: "u", password: "p" };
    const report = await look(loopbackHost(), { destinations, proxies: { https, noProxy: [] } });
    assert.deepEqual(told(report), [wanted], shown(report));
    const { evidence, sentence = "", next } = rungOf(only(report), "proxy");
    assert.ok(evidence.length > 0 && sentence !== "" && next);
  });

test("logins and the proxy's own reason stand in the evidence", async (t) => {
  const find = async (at: number) => {
    const { answer } = REFUSALS[at] ?? REFUSALS[0];
    const { port } = await practiceProxy(t, { leadsTo: 1, answer });
    const proxies = { https: { url: `http://127.0.0.1:${port}` }, noProxy: [] };
    const report = await look(loopbackHost(), { destinations, proxies });
    return rungOf(only(report), "proxy").evidence.slice(1);
  };
  assert.deepEqual(await find(2), ["status 407", "logins it offers: ntlm, negotiate"]);
  assert.deepEqual(await find(3), ["status 403", "it says: ERR_ACCESS_DENIED 0"]);
});

test("a proxy that accepts and never answers is told as the proxy's silence", async (t) => {
  const port = await listen(t, silent());
  const host = loopbackHost();
  const hasty = {
    ...host,
    handshake: (request: Parameters<typeof host.handshake>[0]) =>
      host.handshake({ ...request, timeoutMs: 300 }),
  };
  const proxies = { https: { url: `http://127.0.0.1:${port}` }, noProxy: [] };
  assert.deepEqual(told(await look(hasty, { destinations, proxies })), ["proxy PROXY_TIMED_OUT"]);
});

test("a proxy that is not there fails where connections are opened", async (t) => {
  const server = silent();
  const port = await listen(t, server);
  server.close();
  const proxies = { https: { url: `http://127.0.0.1:${port}` }, noProxy: [] };
  const report = await look(loopbackHost(), { destinations, proxies });
  assert.deepEqual(told(report), ["connect PROXY_UNREACHABLE"]);
});

test("through a proxy the destination answers, and the name is the proxy's to resolve", async (t) => {
  const leadsTo = await listen(
    t,
    secureWeb(PLANE, (_, response) => response.end("hello")),
  );
  const { port, asked } = await practiceProxy(t, { leadsTo });
  const proxies = { https: { url: `http://127.0.0.1:${port}` }, noProxy: [".other.test"] };
  const report = await look(loopbackHost(), { destinations, proxies, trust: CA.cert });
  assert.deepEqual(told(report), ["ok"], shown(report));
  assert.deepEqual(rungOf(only(report), "dns").evidence, ["the proxy resolves names"]);
  assert.deepEqual(rungOf(only(report), "proxy").evidence, [`127.0.0.1:${port}: CONNECT accepted`]);
  assert.deepEqual([...new Set(asked)], ["CONNECT plane.corp.test:443"]);
});

test("a plain address goes through the proxy whole", async (t) => {
  const leadsTo = await listen(
    t,
    web((_, response) => response.end("hello")),
  );
  const { port, asked } = await practiceProxy(t, { leadsTo });
  const plain = destinationsFrom(["http://plane.corp.test/"]);
  const proxies = { http: { url: `http://127.0.0.1:${port}` }, noProxy: [] };
  const report = await look(loopbackHost(), { ...plain, proxies });
  assert.deepEqual(told(report), ["ok"], shown(report));
  assert.deepEqual([...new Set(asked)], ["GET http://plane.corp.test/"]);
});

test("what NO_PROXY lets by goes directly, and which entry it was is said", async (t) => {
  const made = makeCertificate({ name: "plane.localhost", by: CA });
  const port = await listen(
    t,
    secureWeb(made, (_, response) => response.end("hello")),
  );
  const proxies = { https: { url: "http://127.0.0.1:1" }, noProxy: ["10.0.0.0/8", ".localhost"] };
  const given = destinationsFrom([`plane.localhost:${port}`]);
  const report = await look(loopbackHost(), { ...given, proxies, trust: CA.cert });
  const [ladder] = report.ladders;
  assert.ok(ladder);
  assert.deepEqual(ladder.way, { is: "direct", because: "NO_PROXY: .localhost" });
  assert.equal(ladder.verdict, "ok");
  assert.deepEqual(rungOf(ladder, "proxy").evidence, ["direct: NO_PROXY: .localhost"]);
});

test("one unknown authority for names of different owners is somebody who opens TLS", async (t) => {
  const corp = makeCertificate({ name: "Corp Root 2" });
  const by = (name: string) => secureWeb(makeCertificate({ name, by: corp }), (_, r) => r.end());
  const ports = [
    await listen(t, by("plane.localhost")),
    await listen(t, by("registry.other.localhost")),
  ];
  const one = destinationsFrom([`plane.localhost:${ports[0]}`]);
  const both = destinationsFrom([
    `plane.localhost:${ports[0]}`,
    `registry.other.localhost:${ports[1]}`,
  ]);
  const codes = async (given: typeof one) =>
    told(await look(loopbackHost(), given)).filter((word) => word !== "skip");
  assert.deepEqual(await codes(one), ["tls TLS_UNKNOWN_AUTHORITY"]);
  assert.deepEqual(await codes(both), ["tls TLS_INSPECTED", "tls TLS_INSPECTED"]);
});
