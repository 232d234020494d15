import assert from "node:assert/strict";
import type http from "node:http";
import { test } from "node:test";
import { type Destination, destinationsFrom } from "../../src/reach/index.ts";
import { startTimeServer } from "../support/time-server.ts";
import { listen, look, loopbackHost, only, rungOf, silent, told, web } from "./bench.ts";

const plain =
  (status: number, headers: http.OutgoingHttpHeaders = {}, body = ""): http.RequestListener =>
  (_, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };

const HTML = { "content-type": "text/html" };
const PORTAL = "<html><title>Welcome to the Hotel</title></html>";

function destination(kind: Destination["kind"], url: string): Destination {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  return { id: kind, kind, title: kind, url, host, port: Number(port) };
}

const CASES: readonly {
  readonly what: string;
  readonly kind: Destination["kind"];
  readonly path?: string;
  readonly answers: http.RequestListener;
  readonly told: string;
}[] = [
  {
    what: "a plane that names itself is a plane, whatever its status",
    kind: "plane",
    answers: plain(404, { "x-plane-instance": "i-1" }),
    told: "ok",
  },
  {
    what: "a plane in trouble is told from a way in trouble",
    kind: "plane",
    answers: plain(503, { "x-plane-instance": "i-1" }),
    told: "answer ANSWER_ERROR",
  },
  {
    what: "a page in place of the plane is a captive portal",
    kind: "plane",
    answers: plain(200, HTML, PORTAL),
    told: "answer PORTAL",
  },
  {
    what: "being sent to somebody else in place of the plane is a captive portal",
    kind: "plane",
    answers: plain(302, { location: "https://login.hotel.test/?from=x" }),
    told: "answer PORTAL",
  },
  {
    what: "another service is no plane, and no portal either",
    kind: "plane",
    answers: plain(404, { "content-type": "application/json" }, "{}"),
    told: "answer ANSWER_NOT_PLANE",
  },
  {
    what: "a registry that wants a login is a registry",
    kind: "registry",
    answers: plain(401, { "docker-distribution-api-version": "registry/2.0" }),
    told: "ok",
  },
  {
    what: "a page in place of a registry is a captive portal",
    kind: "registry",
    answers: plain(200, HTML, PORTAL),
    told: "answer PORTAL",
  },
  {
    what: "a server without images is no registry",
    kind: "registry",
    answers: plain(404),
    told: "answer ANSWER_NOT_REGISTRY",
  },
  {
    what: "where an empty answer is expected a page is a captive portal",
    kind: "url",
    path: "/generate_204",
    answers: plain(200, HTML, PORTAL),
    told: "answer PORTAL",
  },
  {
    what: "an empty answer where one is expected is fine",
    kind: "url",
    path: "/generate_204",
    answers: plain(204),
    told: "ok",
  },
  {
    what: "a network that wants a login says so by its status",
    kind: "url",
    answers: plain(511, HTML, PORTAL),
    told: "answer PORTAL",
  },
  {
    what: "over plain HTTP nobody can tell a redirection from a portal, and it is said",
    kind: "url",
    answers: plain(302, { location: "https://elsewhere.test/" }),
    told: "unknown",
  },
  {
    what: "a server's own error is not the network's",
    kind: "url",
    answers: plain(502),
    told: "answer ANSWER_ERROR",
  },
  { what: "any other answer is one", kind: "url", answers: plain(404), told: "ok" },
];

for (const { what, kind, path = "/", answers, told: wanted } of CASES)
  test(what, async (t) => {
    const port = await listen(t, web(answers));
    const url = `http://127.0.0.1:${port}${path}`;
    const report = await look(loopbackHost(), { destinations: [destination(kind, url)] });
    assert.deepEqual(told(report), [wanted]);
    const { rungs } = only(report);
    const failed = rungs.filter(({ verdict }) => verdict === "fail");
    assert.equal(failed.length, wanted.startsWith("answer") ? 1 : 0);
    for (const { sentence, next, evidence } of failed)
      assert.ok(sentence && next && evidence.length > 0, "explained");
  });

test("the page of a portal is named in the evidence", async (t) => {
  const port = await listen(t, web(plain(200, HTML, PORTAL)));
  const url = `http://127.0.0.1:${port}/`;
  const report = await look(loopbackHost(), { destinations: [destination("plane", url)] });
  const answer = rungOf(only(report), "answer");
  assert.deepEqual(answer.evidence, ['200, page "Welcome to the Hotel"']);
});

test("the same answers are told over IPv6", async (t) => {
  const port = await listen(t, web(plain(511)), "::1");
  const { destinations } = destinationsFrom([`http://[::1]:${port}/`]);
  const report = await look(loopbackHost(), { destinations });
  assert.deepEqual([only(report).family, ...told(report)], ["ipv6", "answer PORTAL"]);
});

test("a port where nobody listens fails before anything is asked", async (t) => {
  const server = silent();
  const port = await listen(t, server);
  server.close();
  const { destinations } = destinationsFrom([`http://127.0.0.1:${port}/`]);
  assert.deepEqual(told(await look(loopbackHost(), { destinations })), ["connect CONNECT_REFUSED"]);
});

test("a time server is judged by its answer", async (t) => {
  const cases = [
    [await startTimeServer(t), "ok"],
    [await startTimeServer(t, { leap: 3 }), "answer TIME_UNSURE"],
    [await startTimeServer(t, { host: "::1" }), "ok"],
  ] as const;
  for (const [{ at }, wanted] of cases) {
    const given: Destination = { id: "ntp", kind: "ntp", title: "time server", ...at };
    assert.deepEqual(told(await look(loopbackHost(), { destinations: [given] })), [wanted]);
  }
  const [gone] = cases;
  await gone[0].close();
  const given: Destination = { id: "ntp", kind: "ntp", title: "time server", ...gone[0].at };
  const report = await look(loopbackHost(), { destinations: [given] });
  assert.deepEqual(told(report), ["answer TIME_SILENT"]);
});
