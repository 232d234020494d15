// Over 120 lines: a table of what stands between a host and its plane, each on real sockets.
import assert from "node:assert/strict";
import https from "node:https";
import { type TestContext, test } from "node:test";
import type { HttpIO, HttpRequest } from "../../src/engine/index.ts";
import { createMachineHost, createManualClock } from "../../src/host/index.ts";
import type { RegistrationView } from "../../src/registration/index.ts";
import { listen, silentServer } from "../contract/listen.ts";
import { type MadeCertificate, makeCertificate } from "../support/make-certificate.ts";
import { practiceProxy } from "../support/proxy-server.ts";
import { openBench, TOKEN } from "./bench.ts";
import { openFront } from "./front.ts";

const YEARS_MS = 3 * 365 * 86_400_000;
const AUTHORITY = makeCertificate({ name: "Plane Authority" });
const OTHER_AUTHORITY = makeCertificate({ name: "Other Authority" });
const ON_LOOPBACK = { expose: async () => {} } as never;

/** The machine's own requests, with something of the host's settings changed. */
function requestsWith(change: Partial<HttpRequest>): HttpIO {
  const { http } = createMachineHost();
  return {
    ...http,
    get: (request) => http.get({ ...request, ...change }),
    send: (request) => http.send({ ...request, ...change }),
  };
}

const isTold = ({ problem, nextTryMs }: RegistrationView) =>
  problem !== undefined && nextTryMs !== undefined;

/** What a person is told who registers with a token at this address. */
async function toldAt(t: TestContext, plane: string, http: HttpIO): Promise<RegistrationView> {
  const bench = await openBench(t, { host: { http } });
  await bench.registration().start({ method: "token", plane, token: TOKEN });
  const view = await bench.until("a problem and the next try", isTold);
  assert.ok((view.nextTryMs ?? 0) > bench.clock.nowMs());
  assert.match(view.message, /It is tried again by itself; you can go on in local mode/);
  assert.equal(JSON.stringify(view).includes(TOKEN), false);
  return view;
}

async function planeWith(t: TestContext, { cert, key }: MadeCertificate): Promise<string> {
  const server = https.createServer({ cert, key }, (_, answer) => answer.end("never asked"));
  const { port } = await listen(t, server, ON_LOOPBACK);
  return `https://127.0.0.1:${port}`;
}

const now = Date.now();
const CERTIFICATES: readonly {
  readonly name: string;
  readonly of: MadeCertificate;
  readonly code: string;
  readonly says: RegExp;
}[] = [
  {
    name: "an authority this host does not trust",
    of: makeCertificate({ name: "127.0.0.1", by: OTHER_AUTHORITY }),
    code: "PLANE_TLS_UNTRUSTED",
    says: /is not trusted: its certificate comes from an authority that is not trusted here$/,
  },
  {
    name: "a clock three years slow",
    of: makeCertificate({ name: "127.0.0.1", by: AUTHORITY, fromMs: now + YEARS_MS }),
    code: "CLOCK_SKEW",
    says: /not valid yet.*or the clock of this host is wrong/,
  },
  {
    name: "a clock three years fast",
    of: makeCertificate({
      ...{ name: "127.0.0.1", by: AUTHORITY },
      ...{ fromMs: now - 2 * YEARS_MS, toMs: now - YEARS_MS },
    }),
    code: "CLOCK_SKEW",
    says: /has expired.*or the clock of this host is wrong/,
  },
  {
    name: "a certificate for another name",
    of: makeCertificate({ name: "10.9.9.9", by: AUTHORITY }),
    code: "PLANE_TLS_UNTRUSTED",
    says: /its certificate is for another name$/,
  },
];

for (const { name, of, code, says } of CERTIFICATES) {
  test(`${name}: nothing is sent, the reason is named, and it is looked at again by itself`, async (t) => {
    const http = requestsWith({ tls: { ca: AUTHORITY.cert } });
    const view = await toldAt(t, await planeWith(t, of), http);
    assert.deepEqual([view.state, view.problem?.code], ["blocked", code]);
    assert.match(view.problem?.message ?? "", says);
  });
}

test("a clock three years off that TLS let pass: the plane's own time is learned, and the host is taken on", async (t) => {
  for (const offMs of [-YEARS_MS, YEARS_MS]) {
    const clock = createManualClock({ auto: false, startMs: Date.UTC(2026, 0, 1) + offMs });
    const bench = await openBench(t, { plane: { clock } });
    await bench.registration().start({ method: "token", plane: bench.plane.url, token: TOKEN });
    await bench.untilState("active");
  }
});

const WANTS_LOGIN = 'HTTP/1.1 407 Proxy\r\nProxy-Authenticate: Basic realm="p"\r\n\r\n';
const PROXIES: readonly {
  readonly name: string;
  readonly answer: string;
  readonly code: string;
}[] = [
  { name: "a proxy that wants a login", answer: WANTS_LOGIN, code: "PROXY_AUTH_REQUIRED" },
  {
    name: "a proxy that refuses the login with 401",
    answer: 'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="p"\r\n\r\n',
    code: "PROXY_AUTH_REQUIRED",
  },
  {
    name: "a proxy with a login this host does not have",
    answer: "HTTP/1.1 407 Proxy\r\nProxy-Authenticate: NTLM\r\n\r\n",
    code: "PROXY_AUTH_UNSUPPORTED",
  },
  {
    name: "a proxy that forbids the plane",
    answer: "HTTP/1.1 403 Forbidden\r\nX-Squid-Error: ERR_ACCESS_DENIED 0\r\n\r\n",
    code: "PROXY_FORBIDDEN",
  },
  {
    name: "a proxy that cannot reach the plane",
    answer: "HTTP/1.1 503 Service Unavailable\r\n\r\n",
    code: "PROXY_UPSTREAM_FAILED",
  },
];

for (const { name, answer, code } of PROXIES) {
  test(`${name} is told from the plane, and asked again seldom`, async (t) => {
    const { port } = await practiceProxy(t, { answer, leadsTo: 1 });
    const http = requestsWith({ proxy: { url: `http://127.0.0.1:${port}` } });
    const view = await toldAt(t, "https://plane.example", http);
    assert.deepEqual([view.state, view.problem?.code], ["blocked", code]);
    assert.ok((view.nextTryMs ?? 0) - view.sinceMs >= 300_000, "a login is not tried to death");
  });
}

test("a proxy that says nothing is given up in time", async (t) => {
  const { port } = await listen(t, silentServer(), ON_LOOPBACK);
  const proxy = { url: `http://127.0.0.1:${port}` };
  const view = await toldAt(t, "https://plane.example", requestsWith({ proxy, timeoutMs: 1500 }));
  assert.deepEqual([view.state, view.problem?.code], ["blocked", "PROXY_TIMED_OUT"]);
});

test("a plane that answers a byte now and then is given up in time, whatever it says meanwhile", async (t) => {
  const front = await openFront(t);
  front.sabotage = () => ({
    is: "answer",
    write(outgoing) {
      outgoing.writeHead(200, { "x-plane-instance": "p", "content-length": "100000" });
      const drip = setInterval(() => outgoing.write(" "), 100);
      outgoing.on("close", () => clearInterval(drip));
    },
  });
  const view = await toldAt(t, front.url, requestsWith({ timeoutMs: 1500 }));
  assert.deepEqual([view.state, view.problem?.code], ["offline", "PLANE_TIMED_OUT"]);
});

test("503 with a time to come back: a registered host comes back then and a little later, still registered", async (t) => {
  const front = await openFront(t);
  const bench = await openBench(t, { plane: { publicUrl: front.url } });
  front.target = bench.plane.url;
  await bench.registration().start({ method: "token", plane: front.url, token: TOKEN });
  await bench.until("a calm host", ({ state, nextTryMs }) => state === "active" && !!nextTryMs);
  front.sabotage = () => ({
    is: "answer",
    write: (outgoing) =>
      void outgoing
        .writeHead(503, { "x-plane-instance": "p", "retry-after": "200" })
        .end('{"code":"unavailable"}'),
  });
  bench.clock.advance(66_000);
  const busy = await bench.until("busy", isTold);
  assert.deepEqual([busy.state, busy.problem?.code], ["active", "PLANE_BUSY"]);
  assert.equal((busy.nextTryMs ?? 0) - bench.clock.nowMs(), 200_000 * 1.125);
  front.sabotage = () => ({ is: "pass" });
  bench.clock.advance(225_000);
  await bench.until("calm again", ({ problem }) => problem === undefined);
});

test("over TLS with a private authority, through a proxy with a login, a host is taken on as if it were near", async (t) => {
  const { cert, key } = makeCertificate({ name: "127.0.0.1", by: AUTHORITY });
  const bench = await openBench(t, { plane: { tls: { cert, key } } });
  const { port } = new URL(bench.plane.url);
  const login = { username: "edge", password: "p@ss:word" };
  const proxy = await practiceProxy(t, { login, leadsTo: Number(port) });
  const url = `http://127.0.0.1:${proxy.port}`;
  await bench.restart({
    http: requestsWith({ proxy: { url, ...login }, tls: { ca: AUTHORITY.cert } }),
  });
  await bench.registration().start({ method: "token", plane: bench.plane.url, token: TOKEN });
  await bench.untilState("active");
  assert.ok(proxy.asked.every((line) => line.startsWith("CONNECT 127.0.0.1:")));
});
