import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../src/engine/index.ts";
import { destinationsFrom } from "../../src/reach/index.ts";
import { makeCertificate } from "../support/make-certificate.ts";
import { startTimeServer } from "../support/time-server.ts";
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

const DAY_MS = 86_400_000;
const CA = makeCertificate({ name: "Lab Root" });
const NAME = "plane.localhost";

const CASES = [
  { what: "a good certificate", wish: {}, wanted: "ok" },
  {
    what: "an expired certificate, the clock being right",
    wish: { fromMs: Date.now() - 20 * DAY_MS, toMs: Date.now() - 10 * DAY_MS },
    wanted: "tls TLS_EXPIRED",
  },
  {
    what: "a certificate that is not valid yet, the clock being right",
    wish: { fromMs: Date.now() + 10 * DAY_MS },
    wanted: "tls TLS_NOT_YET_VALID",
  },
  {
    what: "a certificate for another name",
    wish: { name: "other.localhost" },
    wanted: "tls TLS_OTHER_NAME",
  },
  {
    what: "a certificate of an unknown authority",
    wish: { by: makeCertificate({ name: "Private Root" }) },
    wanted: "tls TLS_UNKNOWN_AUTHORITY",
  },
  {
    what: "a certificate of an inspecting proxy",
    wish: { by: makeCertificate({ name: "Zscaler Intermediate Root CA" }) },
    wanted: "tls TLS_INSPECTED",
  },
] as const;

for (const { what, wish, wanted } of CASES)
  test(`${what}: ${wanted}`, async (t) => {
    const made = makeCertificate({ name: NAME, by: CA, ...wish });
    const port = await listen(
      t,
      secureWeb(made, (_, response) => response.end("hello")),
    );
    const { destinations } = destinationsFrom([`${NAME}:${port}`]);
    const report = await look(loopbackHost(), { destinations, trust: CA.cert });
    assert.deepEqual(told(report), [wanted, "skip"], shown(report));
  });

test("an address has its certificate too, over IPv6 as well", async (t) => {
  for (const address of ["127.0.0.1", "::1"]) {
    const made = makeCertificate({ name: address, by: CA });
    const server = secureWeb(made, (_, response) => response.end("hello"));
    const port = await listen(t, server, address);
    const host = address.includes(":") ? `[${address}]` : address;
    const { destinations } = destinationsFrom([`https://${host}:${port}/`]);
    const report = await look(loopbackHost(), { destinations, trust: CA.cert });
    assert.deepEqual(told(report), ["ok"]);
    const unknown = await look(loopbackHost(), { destinations });
    assert.deepEqual(told(unknown), ["tls TLS_UNKNOWN_AUTHORITY"]);
  }
});

test("the chain that was presented is shown, with the fingerprint to compare", async (t) => {
  const root = makeCertificate({ name: "Squid Proxy CA" });
  const made = makeCertificate({ name: NAME, by: root });
  const chain = { ...made, cert: made.cert + root.cert };
  const port = await listen(
    t,
    secureWeb(chain, (_, response) => response.end()),
  );
  const { destinations } = destinationsFrom([`${NAME}:${port}`]);
  const report = await look(loopbackHost(), { destinations });
  const { code, evidence } = rungOf(report.ladders[0] ?? only(report), "tls");
  assert.equal(code, "TLS_INSPECTED");
  assert.equal(evidence[0], "chain: plane.localhost < Squid Proxy CA");
  assert.match(evidence[2] ?? "", /^SHA-256 of Squid Proxy CA: ([0-9a-f]{4} ){7}[0-9a-f]{4}$/);
});

for (const [side, shiftMs] of [
  ["ahead", 3650 * DAY_MS],
  ["behind", -30 * DAY_MS],
] as const)
  test(`a clock ${side} of a good certificate is what is wrong, not the certificate`, async (t) => {
    const made = makeCertificate({ name: NAME, by: CA, toMs: Date.now() + 30 * DAY_MS });
    const port = await listen(
      t,
      secureWeb(made, (_, response) => response.end()),
    );
    const { destinations } = destinationsFrom([`${NAME}:${port}`]);
    const clock = { ...systemClock, nowMs: () => Date.now() + shiftMs };
    const report = await look(loopbackHost({ clock }), { destinations, trust: CA.cert });
    assert.deepEqual(told(report), ["clock CLOCK_OUTSIDE_CERTIFICATE", "skip"]);
    const { sentence = "" } = rungOf(report.ladders[0] ?? only(report), "clock");
    assert.match(sentence, new RegExp(`^the clock is .+ ${side} and so outside`));
  });

test("a clock that only a time server finds wrong is told, and the rest is looked at all the same", async (t) => {
  const port = await listen(
    t,
    web((_, response) => response.end()),
  );
  const time = await startTimeServer(t, { aheadMs: 7_200_000 });
  const host = loopbackHost();
  const { destinations } = destinationsFrom([`http://127.0.0.1:${port}/`]);
  const asked = { ...host, askTime: () => host.askTime(time.at, {}) };
  const report = await look(asked, { destinations, timeServers: ["time.test"] });
  assert.deepEqual(told(report), ["clock CLOCK_WRONG"]);
  assert.equal(rungOf(only(report), "clock").sentence, "the clock is 2 h 00 min behind");
  assert.equal(rungOf(only(report), "answer").verdict, "ok");
});

test("a server that takes connections and never begins TLS is told from one that is not there", async (t) => {
  const port = await listen(t, silent());
  const { destinations } = destinationsFrom([`https://127.0.0.1:${port}/`]);
  const host = loopbackHost();
  const hasty = {
    ...host,
    handshake: (request: Parameters<typeof host.handshake>[0]) =>
      host.handshake({ ...request, timeoutMs: 300 }),
    http: {
      ...host.http,
      get: (request: Parameters<typeof host.http.get>[0]) =>
        host.http.get({ ...request, timeoutMs: 300 }),
    },
  };
  assert.deepEqual(told(await look(hasty, { destinations })), ["tls TLS_SILENT"]);
});

test("a port that speaks no TLS breaks the handshake", async (t) => {
  const port = await listen(
    t,
    web((_, response) => response.end("hello")),
  );
  const { destinations } = destinationsFrom([`https://127.0.0.1:${port}/`]);
  assert.deepEqual(told(await look(loopbackHost(), { destinations })), ["tls TLS_BROKEN"]);
});
