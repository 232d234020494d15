// Over 400 lines: everything a plane, and the line to it, can do wrong, a case each.
import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { test } from "node:test";
import type { HttpFailure, HttpIO } from "../../src/engine/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import type { RegistrationView } from "../../src/registration/index.ts";
import { openBench, TOKEN } from "./bench.ts";
import { openFront, type Sabotage } from "./front.ts";

/** What a person is told: the state, the code, the sentence, and what to do. */
function told({ state, problem, nextTryMs, sinceMs }: RegistrationView) {
  return {
    state,
    code: problem?.code,
    says: problem?.message,
    todo: problem?.hint,
    again: nextTryMs === undefined ? "never by itself" : `in ${(nextTryMs - sinceMs) / 1000} s`,
  };
}

const isTold = (view: RegistrationView) =>
  view.problem !== undefined && (view.nextTryMs !== undefined || hasEnded(view));
const hasEnded = ({ problem }: RegistrationView) =>
  /^(TOKEN_|SECRET_|CODE_|ENROLMENT_)/.test(problem?.code ?? "");

const now = Date.UTC(2026, 0, 1);
const VERDICTS = [
  {
    name: "a wrong token",
    tokens: [],
    code: "TOKEN_INVALID",
    says: "The plane does not know this token: This plane knows no such token.",
    todo: "Check the token for typing errors, or ask for a new one.",
  },
  {
    name: "an expired token",
    tokens: [{ token: TOKEN, expiresMs: now - 1 }],
    code: "TOKEN_EXPIRED",
    says: "The token is no longer valid: The token was valid until 2025-12-31T23:59:59.999Z.",
    todo: "Ask for a new token.",
  },
  {
    name: "a token used up",
    tokens: [{ token: TOKEN, uses: 0 }],
    code: "TOKEN_EXPIRED",
    says: "The token is no longer valid: The token was used as often as it may be.",
    todo: "Ask for a new token.",
  },
  {
    name: "a revoked token",
    tokens: [{ token: TOKEN, revoked: true }],
    code: "TOKEN_REVOKED",
    says: "The token was revoked: The token was revoked.",
    todo: "Ask for a new token.",
  },
  {
    name: "a token of another project",
    tokens: [{ token: TOKEN, project: "Lab" }],
    code: "TOKEN_SCOPE",
    says: "The token does not cover this project: The token is for the project Lab.",
    todo: "Ask for a token of this project.",
  },
];

for (const { name, tokens, code, says, todo } of VERDICTS) {
  test(`${name} is said as such, and the token is not tried again by itself`, async (t) => {
    const bench = await openBench(t, { plane: { tokens }, host: { project: () => "Shops" } });
    await bench.registration().start({ method: "token", plane: bench.plane.url, token: TOKEN });
    const view = await bench.until("a verdict", isTold);
    assert.deepEqual(told(view), { state: "blocked", code, says, todo, again: "never by itself" });
    await assert.rejects(bench.registration().tryNow(), { code: "SECRET_MISSING" });
    await bench.registration().goLocal();
    assert.equal(bench.registration().view().state, "local");
  });
}

test("a second machine with the same ID is a conflict that names the first, and clears by itself", async (t) => {
  const bench = await openBench(t, { host: { identity: () => host("front-desk") } });
  await bench.registration().start({ method: "token", plane: bench.plane.url, token: TOKEN });
  await bench.untilState("active");
  await bench.registration().stop();
  bench.memory.clear();
  await bench.restart({ keyPath: `${bench.folder}/other.key` });
  await bench.registration().start({ method: "qr", plane: bench.plane.url });
  const view = await bench.until("a conflict", (seen) => seen.state === "conflict" && isTold(seen));
  const [first] = bench.plane.hosts();
  assert.deepEqual(told(view), {
    state: "conflict",
    code: "HOST_ID_TAKEN",
    says: `Another machine is registered under this Edge ID: front-desk, key ${first?.fingerprint}`,
    todo: "Delete the old host in the plane, or give this one another name.",
    again: "in 315 s",
  });
  await bench.plane.expel(first?.uid ?? "", "deleted");
  bench.clock.advance(316_000);
  await bench.untilState("pending");
});

test("a host deleted in the plane does not come back with a token alone, but with a person", async (t) => {
  const bench = await openBench(t);
  await bench.registration().start({ method: "token", plane: bench.plane.url, token: TOKEN });
  const { hostUid = "" } = await bench.untilState("active");
  await bench.plane.expel(hostUid, "deleted");
  await bench.registration().start({ method: "token", plane: bench.plane.url, token: TOKEN });
  const view = await bench.until("a conflict", isTold);
  assert.equal(view.problem?.code, "HOST_ID_REUSED");
  bench.clock.advance(10_000);
  await bench.registration().start({ method: "qr", plane: bench.plane.url });
  const { approval } = await bench.untilState("pending");
  await bench.plane.approve(approval?.userCode ?? "");
  assert.equal((await bench.untilState("active")).hostUid, hostUid);
});

test("a code nobody approved in time has expired, and one key brings a new one", async (t) => {
  const bench = await openBench(t);
  await bench.registration().start({ method: "qr", plane: bench.plane.url });
  const before = await bench.untilState("pending");
  await bench.until("a poll", ({ nextTryMs }) => nextTryMs === undefined);
  bench.clock.advance(15 * 60_000);
  const view = await bench.untilState("expired");
  assert.deepEqual(told(view), {
    state: "expired",
    code: "CODE_EXPIRED",
    says: "The code expired before anybody approved it.",
    todo: "Ask for a new code with one key.",
    again: "never by itself",
  });
  assert.equal(view.approval, undefined);
  await bench.registration().tryNow();
  const renewed = await bench.untilState("pending");
  assert.notEqual(renewed.approval?.userCode, before.approval?.userCode);
});

test("a rejection is shown with the reason the operator gave", async (t) => {
  const bench = await openBench(t);
  await bench.registration().start({ method: "manual", plane: bench.plane.url });
  const { approval } = await bench.untilState("pending");
  await bench.plane.reject(approval?.userCode ?? "", "wrong rack\u001b[2J");
  const view = await bench.untilState("rejected");
  assert.deepEqual(told(view), {
    state: "rejected",
    code: "ENROLMENT_REJECTED",
    says: "The operator of the plane rejected this host: wrong rack",
    todo: "Ask the operator of the plane why.",
    again: "never by itself",
  });
});

const page = (status: number, title: string) => (outgoing: ServerResponse) => {
  outgoing.writeHead(status, { "content-type": "text/html" });
  outgoing.end(`<html><title>${title}</title></html>`);
};
const asPlane =
  (body: string, headers: Record<string, string> = {}) =>
  (outgoing: ServerResponse) => {
    outgoing.writeHead(200, {
      "x-plane-instance": "p",
      "content-type": "application/json",
      ...headers,
    });
    outgoing.end(body);
  };
const FALSE_ANSWERS: readonly (readonly [
  string,
  (outgoing: ServerResponse) => void,
  { state: string; code: string; says: RegExp },
])[] = [
  [
    "a captive portal",
    page(200, "Guest WiFi"),
    { state: "blocked", code: "PLANE_NOT_A_PLANE", says: /a web page "Guest WiFi" \(200\)$/ },
  ],
  [
    "a proxy that forbids",
    page(403, "Access denied"),
    { state: "blocked", code: "PLANE_NOT_A_PLANE", says: /a web page "Access denied" \(403\)$/ },
  ],
  [
    "a redirection",
    (outgoing) => void outgoing.writeHead(302, { location: "https://login.test/x?y=1" }).end(),
    {
      state: "blocked",
      code: "PLANE_NOT_A_PLANE",
      says: /a redirection to https:\/\/login\.test$/,
    },
  ],
  [
    "a forged refusal in JSON",
    (outgoing) => void outgoing.writeHead(401).end('{"code":"key-revoked"}'),
    { state: "blocked", code: "PLANE_NOT_A_PLANE", says: /status 401/ },
  ],
  [
    "garbage",
    asPlane("\u0000\u001b[2J{{{"),
    { state: "blocked", code: "PLANE_ANSWER_INVALID", says: /it is not JSON$/ },
  ],
  [
    "JSON of another kind",
    asPlane('{"contract":7}'),
    { state: "blocked", code: "PLANE_ANSWER_INVALID", says: /cannot be used: contract: / },
  ],
  [
    "a newer contract",
    asPlane(
      '{"contract":"2","methods":[],"enrolmentUrl":"","signingKeys":[],"limits":{"heartbeatSec":1,"inventoryMaxBytes":1},"serverTime":""}',
    ),
    { state: "blocked", code: "PLANE_ANSWER_INVALID", says: /speaks contract 2, this host 1$/ },
  ],
  [
    "half an answer",
    (outgoing) => {
      outgoing.writeHead(200, { "x-plane-instance": "p", "content-length": "500" });
      outgoing.write("{", () => outgoing.socket?.destroy());
    },
    { state: "blocked", code: "PLANE_ANSWER_INVALID", says: /broke off/ },
  ],
  [
    "far too much",
    asPlane(" ".repeat(300 * 1024)),
    { state: "blocked", code: "PLANE_ANSWER_INVALID", says: /larger than any answer of a plane/ },
  ],
  [
    "nothing at all",
    () => {},
    { state: "offline", code: "PLANE_TIMED_OUT", says: /did not answer in time/ },
  ],
];

for (const [name, write, expected] of FALSE_ANSWERS) {
  test(`${name} in place of the plane is named, and it is tried again by itself`, async (t) => {
    const bench = await openBench(t, { host: { host: impatient() } });
    const front = await openFront(t);
    front.sabotage = () => ({ is: "answer", write });
    await bench.registration().start({ method: "token", plane: front.url, token: TOKEN });
    const view = await bench.until("a problem", isTold);
    const { says, ...rest } = expected;
    assert.match(view.problem?.message ?? "", says);
    assert.deepEqual({ state: view.state, code: view.problem?.code }, rest);
    assert.ok(view.nextTryMs !== undefined && view.nextTryMs > bench.clock.nowMs());
    assert.equal(/\p{Cc}/u.test(view.message), false);
    assert.equal(
      front.seen.some(({ headers }) => headers.authorization !== undefined),
      false,
    );
  });
}

/** Real answers that never come must not take ten real seconds. */
function impatient() {
  const machine = createMachineHost();
  const http: HttpIO = {
    ...machine.http,
    get: (request) => machine.http.get({ ...request, timeoutMs: 1500 }),
  };
  return { ...machine, http };
}

test("a plane that is down leaves the host offline, and the walk goes on in local mode", async (t) => {
  const bench = await openBench(t);
  await bench.plane.close();
  await bench.registration().start({ method: "qr", plane: bench.plane.url });
  const view = await bench.untilState("offline");
  const { host: where } = new URL(bench.plane.url);
  assert.equal(view.problem?.code, "PLANE_UNREACHABLE");
  assert.equal(
    view.message,
    `The plane at ${where} does not take connections: connection refused. It is tried again by itself; you can go on in local mode and register later.`,
  );
  await bench.registration().goLocal();
  const { state, message, nextTryMs, problem } = bench.registration().view();
  assert.deepEqual([state, nextTryMs, problem], ["local", undefined, undefined]);
  assert.match(message, /works without a management plane/);
});

const FAILURES: readonly (readonly [HttpFailure, string, string, RegExp])[] = [
  ["dns", "offline", "PLANE_NAME_UNKNOWN", /^The name of the plane, plane\.example, was not found/],
  ["connect", "offline", "PLANE_UNREACHABLE", /^The plane at plane\.example does not take/],
  ["timeout", "offline", "PLANE_TIMED_OUT", /^The plane at plane\.example did not answer in time/],
  ["tls", "blocked", "PLANE_TLS_UNTRUSTED", /^The certificate of plane\.example is not trusted/],
  ["proxy", "blocked", "PROXY_UNREACHABLE", /^The proxy does not lead to plane\.example/],
];

test("each way a line can fail has its own words and its own next action", async (t) => {
  const hints = new Set<string>();
  for (const [at, state, code, says] of FAILURES) {
    const answer = async () => ({ is: "failed", at, why: "as told" }) as const;
    const http = { get: answer, follow: answer, receive: answer, send: answer, ask: answer };
    const host = { ...createMachineHost(), http };
    const bench = await openBench(t, { host: { host } });
    await bench.registration().start({ method: "qr", plane: "https://plane.example/" });
    const view = await bench.until(`${at} shown`, isTold);
    assert.deepEqual([view.state, view.problem?.code], [state, code]);
    assert.match(view.problem?.message ?? "", says);
    hints.add(view.problem?.hint ?? "");
  }
  assert.equal(hints.size, FAILURES.length);
});

test("a busy plane is left alone as long as it asks, and a little longer", async (t) => {
  const bench = await openBench(t);
  const front = await openFront(t);
  front.sabotage = () => ({
    is: "answer",
    write(outgoing) {
      outgoing.writeHead(429, { "x-plane-instance": "p", "retry-after": "120" });
      outgoing.end('{"code":"too-many-requests"}');
    },
  });
  await bench.registration().start({ method: "qr", plane: front.url });
  const view = await bench.until("busy", isTold);
  assert.deepEqual([view.state, view.problem?.code], ["contacting", "PLANE_BUSY"]);
  assert.equal((view.nextTryMs ?? 0) - bench.clock.nowMs(), 120_000 * 1.125);
});

test("no plane sends a host away for more than an hour and a quarter", async (t) => {
  const bench = await openBench(t);
  const front = await openFront(t);
  front.sabotage = () => ({
    is: "answer",
    write(outgoing) {
      outgoing.writeHead(503, { "x-plane-instance": "p", "retry-after": "86400" });
      outgoing.end('{"code":"busy"}');
    },
  });
  await bench.registration().start({ method: "qr", plane: front.url });
  const view = await bench.until("busy", isTold);
  assert.equal((view.nextTryMs ?? 0) - bench.clock.nowMs(), 3_600_000 * 1.125);
});

test("a host that is told to slow down waits five seconds more between its questions, for good", async (t) => {
  const front = await openFront(t);
  const bench = await openBench(t, { plane: { publicUrl: front.url } });
  front.target = bench.plane.url;
  front.sabotage = ({ path }) =>
    path.startsWith("/enrolments/")
      ? {
          is: "answer",
          write(outgoing) {
            outgoing.writeHead(429, { "x-plane-instance": "p", "retry-after": "1" });
            outgoing.end('{"code":"slow-down"}');
          },
        }
      : { is: "pass" };
  await bench.registration().start({ method: "qr", plane: front.url });
  const pause = async () => {
    const nowMs = bench.clock.nowMs();
    const isLater = ({ state, nextTryMs = 0 }: RegistrationView) =>
      state === "pending" && nextTryMs > nowMs;
    return ((await bench.until("a pause", isLater)).nextTryMs ?? 0) - nowMs;
  };
  const first = await pause();
  bench.clock.advance(first);
  assert.equal(await pause(), first + 5000);
  await bench.restart();
  assert.equal(await pause(), first + 10_000, "also after a restart");
  const polls = front.seen.filter(({ path }) => path.startsWith("/enrolments/"));
  assert.deepEqual([...new Set(polls.map(({ headers }) => headers.prefer))], ["wait=25"]);
});

test("a clock that is an hour wrong does not stop the registration", async (t) => {
  const { createManualClock } = await import("../../src/host/index.ts");
  const clock = createManualClock({ auto: false, startMs: now + 3_600_000 });
  const bench = await openBench(t, { plane: { clock } });
  await bench.registration().start({ method: "token", plane: bench.plane.url, token: TOKEN });
  await bench.untilState("active");
});

test("an answer lost on the way is asked for again, and makes no second request at the plane", async (t) => {
  const front = await openFront(t);
  const bench = await openBench(t, { plane: { publicUrl: front.url } });
  front.target = bench.plane.url;
  const lost = (method: string): Sabotage => {
    const posts = front.seen.filter((seen) => seen.method === "POST").length;
    return method === "POST" && posts <= 2 ? { is: "lose-answer" } : { is: "pass" };
  };
  front.sabotage = ({ method }) => lost(method);
  await bench.registration().start({ method: "qr", plane: front.url });
  for (let round = 1; round <= 2; round++) {
    await bench.until("the next pause", ({ nextTryMs }) => (nextTryMs ?? 0) > bench.clock.nowMs());
    bench.clock.advance(60_000);
  }
  const view = await bench.untilState("pending");
  assert.deepEqual(
    bench.plane.pending().map(({ userCode }) => userCode),
    [view.approval?.userCode],
  );
  const keys = front.seen
    .filter(({ method }) => method === "POST")
    .map(({ headers }) => headers["idempotency-key"]);
  assert.deepEqual([keys.length, new Set(keys).size], [3, 1]);
});

test("addresses that cannot be right are refused before anything is sent", async (t) => {
  const bench = await openBench(t);
  for (const plane of [
    "",
    "plane.example",
    "ftp://plane.example",
    "http://plane.example",
    "https://me:secret@plane.example",
    "https://plane.example/?token=x",
  ]) {
    await assert.rejects(bench.registration().start({ method: "qr", plane }), (thrown: Error) => {
      assert.equal(thrown.message.includes("secret@"), false);
      return "code" in thrown && thrown.code === "PLANE_ADDRESS_INVALID";
    });
  }
  await assert.rejects(bench.registration().start({ method: "token", plane: bench.plane.url }), {
    code: "SECRET_MISSING",
  });
  assert.equal(bench.registration().view().state, "unconfigured");
});

function host(name: string) {
  return { id: "edge-1", idSource: "DMI product UUID", name };
}
