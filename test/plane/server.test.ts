import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createManualClock } from "../../src/host/index.ts";
import { claimsOf } from "../../src/plane/host-key.ts";
import { createHostKey, type Plane, type PlaneOptions, startPlane } from "../../src/plane/index.ts";
import { enrolment, JSON_BODY, raw, signed } from "./raw-host.ts";

async function open(t: TestContext, options: Partial<PlaneOptions> = {}) {
  const clock = createManualClock({ auto: false });
  const plane = await startPlane({
    listen: { host: "127.0.0.1", port: 0 },
    tokens: [{ token: "good-token-123" }],
    clock,
    perSecond: 1000,
    ...options,
  });
  t.after(() => plane.close());
  const key = await createHostKey();
  const enrol = (idempotencyKey: string, overrides = {}, headers = {}) =>
    signed(key, clock.nowMs(), {
      method: "POST",
      url: `${plane.url}/enrolments`,
      body: enrolment(key, overrides),
      headers: { "idempotency-key": idempotencyKey, ...headers },
    });
  const poll = (id: string, headers = {}) =>
    signed(key, clock.nowMs(), { method: "GET", url: `${plane.url}/enrolments/${id}`, headers });
  return { clock, plane, key, enrol, poll };
}

test("the plane says what it is, on every answer the same", async (t) => {
  const { plane, clock } = await open(t);
  const answer = await raw({ method: "GET", url: `${plane.url}/.well-known/edge-plane` });
  const instance = answer.headers["x-plane-instance"];
  const { signingKeys, ...rest } = answer.json;
  assert.deepEqual(rest, {
    contract: "1",
    methods: ["token", "code"],
    enrolmentUrl: `${plane.url}/enrolments`,
    limits: { heartbeatSec: 60, inventoryMaxBytes: 262144 },
    serverTime: "2026-01-01T00:00:00.000Z",
  });
  assert.equal(signingKeys.length, 1);
  assert.equal(answer.headers.date, new Date(clock.nowMs()).toUTCString());
  for (const path of ["/nothing", "/a", "/enrolments/x"]) {
    const other = await raw({ method: "GET", url: plane.url + path });
    assert.equal(other.headers["x-plane-instance"], instance);
  }
});

test("a signed request counts once, for this plane, this path, this body, now", async (t) => {
  const { plane, key, clock } = await open(t);
  const url = `${plane.url}/enrolments`;
  const body = enrolment(key);
  const send = async (change: object, sent = body) => {
    const claims = { ...claimsOf({ method: "POST", url, body, nowMs: clock.nowMs() }), ...change };
    const headers = {
      ...JSON_BODY,
      "edge-proof": await key.prove(claims),
      "idempotency-key": "key-00001",
    };
    return (await raw({ method: "POST", url, body: sent, headers })).code;
  };
  const hour = clock.nowMs() / 1000 + 3600;
  assert.deepEqual(
    [
      await send({ htm: "PUT" }),
      await send({ htu: `${plane.url}/token` }),
      await send({ htu: "https://other.example/enrolments" }),
      await send({}, `${body} `),
      await send({ iat: hour }),
      await send({ jti: "twice-used" }),
      await send({ jti: "twice-used" }),
      (await raw({ method: "POST", url, body, headers: JSON_BODY })).code,
      (await raw({ method: "POST", url, body, headers: { ...JSON_BODY, "edge-proof": "a.b.c" } }))
        .code,
    ],
    [
      "proof-invalid",
      "proof-invalid",
      "proof-invalid",
      "proof-invalid",
      "clock-skew",
      undefined,
      "proof-replayed",
      "proof-missing",
      "proof-invalid",
    ],
  );
});

test("the same idempotency key gives the same enrolment, and never another request's", async (t) => {
  const { enrol, plane } = await open(t);
  const first = await enrol("key-00001");
  const again = await enrol("key-00001");
  assert.deepEqual([first.status, again.status], [201, 200]);
  assert.deepEqual(again.json, first.json);
  assert.equal((await enrol("key-00001", { project: "Other" })).code, "idempotency-key-reused");
  assert.equal((await enrol("short")).code, "idempotency-key-missing");
  assert.equal(plane.pending().length, 1);
  await enrol("key-00002");
  assert.equal(plane.pending().length, 1, "a new request of the same host replaces the old one");
});

test("nobody can enrol with, or ask about, a key that is not theirs", async (t) => {
  const { enrol, plane, clock, poll } = await open(t);
  const other = await createHostKey();
  assert.equal((await enrol("key-00001", { publicKey: other.jwk })).code, "key-mismatch");
  const { json } = await enrol("key-00002");
  const url = `${plane.url}/enrolments/${json.enrolmentId}`;
  assert.equal(
    (await signed(other, clock.nowMs(), { method: "GET", url })).code,
    "enrolment-unknown",
  );
  assert.equal((await poll(json.enrolmentId)).json.state, "pending");
});

test("a poll waits for the decision, and is told to slow down when it does not", async (t) => {
  const { enrol, poll, plane, clock } = await open(t);
  const { json, headers } = await enrol("key-00001");
  const etag = { "if-none-match": headers.etag ?? "" };
  assert.equal((await poll(json.enrolmentId, etag)).status, 304);
  assert.equal((await poll(json.enrolmentId, etag)).code, "slow-down");
  clock.advance(5000);
  const waiting = poll(json.enrolmentId, { ...etag, prefer: "wait=25" });
  await plane.approve(json.userCode);
  const { state, project } = (await waiting).json;
  assert.deepEqual([state, project], ["approved", "Default"]);
});

test("bodies of the wrong kind, shape or size get a reason and change nothing", async (t) => {
  const { plane, key, clock } = await open(t);
  const post = async (body: string, headers = {}) => {
    const url = `${plane.url}/enrolments`;
    const { status, code } = await signed(key, clock.nowMs(), {
      method: "POST",
      url,
      body,
      headers: { "idempotency-key": "key-00001", ...headers },
    });
    return [status, code];
  };
  assert.deepEqual(
    [
      await post("{"),
      await post("{}"),
      await post(enrolment(key, { host: { id: "a b", idSource: "", name: "" } })),
      await post(enrolment(key), { "content-type": "text/plain" }),
      await post(enrolment(key, { xFacts: { a: "x".repeat(300_000) } })),
    ],
    [
      [400, "body-not-json"],
      [422, "body-invalid"],
      [422, "body-invalid"],
      [415, "content-type"],
      [413, "body-too-large"],
    ],
  );
  assert.equal((await raw({ method: "DELETE", url: `${plane.url}/a` })).headers.allow, "GET, POST");
  assert.deepEqual(plane.pending(), []);
});

test("a caller that dribbles its headers is cut off, while others are served", async (t) => {
  const { plane, enrol } = await open(t, { slowCallerMs: 100 });
  const { hostname, port } = new URL(plane.url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on("error", () => {});
  const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
  socket.resume();
  const dribble = setInterval(() => socket.write("x"), 20);
  t.after(() => clearInterval(dribble));
  socket.write("GET /a HTTP/1.1\r\nx-slow: ");
  assert.equal((await enrol("key-00001")).status, 201);
  await closed;
});

test("one address that asks too much is slowed down", async (t) => {
  const { plane } = await open(t, { perSecond: 2 });
  const url = `${plane.url}/.well-known/edge-plane`;
  const answers = await Promise.all(Array.from({ length: 12 }, () => raw({ method: "GET", url })));
  const refused = answers.filter(({ status }) => status === 429);
  assert.ok(refused.length >= 2 && refused.length <= 5, `${refused.length} refused`);
  assert.equal(refused[0]?.headers["retry-after"], "2");
});

test("more hosts than the plane takes on are told when to come back; people are let in meanwhile", async (t) => {
  const { plane, enrol, clock } = await open(t, { admission: { perSecond: 1, burst: 2 } });
  const answers = [];
  for (const key of ["key-00001", "key-00001", "key-00003", "key-00004"]) {
    const { status, code, headers } = await enrol(key);
    answers.push([status, code, headers["retry-after"]]);
  }
  assert.deepEqual(answers, [
    [201, undefined, undefined],
    [200, undefined, undefined],
    [503, "plane-busy", "1"],
    [503, "plane-busy", "2"],
  ]);
  assert.equal((await raw({ method: "GET", url: `${plane.url}/sign-in` })).status, 200);
  clock.advance(1000);
  assert.equal((await enrol("key-00003")).status, 201);
});

test("one address cannot fill the list of those who wait, and asking again and again leaves little behind", async (t) => {
  const { plane, clock } = await open(t, { admission: { perSecond: 1000 } });
  const enrolNew = async (at: number, key = createHostKey()) => {
    const each = await key;
    const { status } = await signed(each, clock.nowMs(), {
      method: "POST",
      url: `${plane.url}/enrolments`,
      body: enrolment(each, { host: { id: `edge-${at}`, idSource: "x", name: "x" } }),
      headers: { "idempotency-key": `key-${String(at).padStart(5, "0")}` },
    });
    return status;
  };
  const first = createHostKey();
  for (let at = 0; at < 12; at++) assert.equal(await enrolNew(at, first), 201);
  for (let at = 12; at < 200; at++) assert.equal(await enrolNew(at), 201);
  assert.equal(await enrolNew(200), 429);
  assert.equal(plane.pending().length, 189);
  clock.advance(15 * 60_000);
  assert.equal(await enrolNew(201), 201);
});

test("a plane that ends answers who waits for news", async (t) => {
  const base = createManualClock({ auto: false });
  const held = Promise.withResolvers<void>();
  const sleep: typeof base.sleep = (ms, signal) => {
    held.resolve();
    return base.sleep(ms, signal);
  };
  const { plane, key, clock, enrol } = await open(t, { clock: { ...base, sleep } });
  const { json } = await enrol("key-00001", { method: "token" }, GOOD);
  const token = await ask(plane, key, clock.nowMs(), json.hostUid);
  const waiting = raw({
    method: "GET",
    url: `${plane.url}/hosts/${json.hostUid}/desired`,
    headers: { authorization: `Bearer ${token.json.accessToken}`, prefer: "wait=50" },
  });
  await held.promise;
  await plane.close();
  assert.equal((await waiting).code, "desired-none");
});

const GOOD = { authorization: "Bearer good-token-123" };

test("a plane that restarts knows its hosts, open codes, identity and spent tokens", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "plane-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const database = join(folder, "deep", "plane.db");
  const tokens = [{ token: "once-only-token", uses: 1 }];
  const first = await open(t, { database, tokens });
  const bearer = { authorization: "Bearer once-only-token" };
  const host = await first.enrol("key-00001", { method: "token" }, bearer);
  assert.equal(host.json.state, "approved");
  await first.plane.assign(host.json.hostUid, { a: 1 });
  const pending = await createHostKey();
  const waiting = await signed(pending, first.clock.nowMs(), {
    method: "POST",
    url: `${first.plane.url}/enrolments`,
    body: enrolment(pending, { host: { id: "edge-2", idSource: "x", name: "two" } }),
    headers: { "idempotency-key": "key-00002" },
  });
  const instance = host.headers["x-plane-instance"];
  const before = first.plane.hosts();
  await first.plane.close();
  assert.equal(statSync(database).mode & 0o777, 0o600);

  const second = await open(t, { database, tokens });
  assert.deepEqual(second.plane.hosts(), before);
  assert.deepEqual(await second.plane.approve(waiting.json.userCode), {
    is: "approved",
    hostUid: second.plane.hosts()[1]?.uid,
  });
  const refused = await second.enrol(
    "key-00003",
    { method: "token", host: { id: "edge-3", idSource: "", name: "" } },
    bearer,
  );
  assert.deepEqual(
    [refused.code, refused.headers["x-plane-instance"]],
    ["token-expired", instance],
  );
});

test("a memory that cannot be read is an error and stays as it is: nobody is sent away by a fresh one", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "plane-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const database = join(folder, "plane.db");
  writeFileSync(database, "{ half");
  await assert.rejects(open(t, { database }), { code: "PLANE_DATA_UNUSABLE" });
  assert.equal(readFileSync(database, "utf8"), "{ half");
});

test("a port that is taken is an error with a name", async (t) => {
  const { plane } = await open(t);
  const port = Number(new URL(plane.url).port);
  await assert.rejects(startPlane({ listen: { host: "127.0.0.1", port }, tokens: [] }), {
    code: "PLANE_LISTEN_FAILED",
    message: `The plane cannot listen on 127.0.0.1:${port}.`,
  });
});

test("an access token is good for its host and its key only", async (t) => {
  const { plane, key, clock, enrol } = await open(t);
  const bearer = { authorization: "Bearer good-token-123" };
  const { json } = await enrol("key-00001", { method: "token" }, bearer);
  const token = await ask(plane, key, clock.nowMs(), json.hostUid);
  const other = await createHostKey();
  const taken = await signed(other, clock.nowMs(), {
    method: "POST",
    url: `${plane.url}/enrolments`,
    body: enrolment(other, { method: "token", host: { id: "edge-2", idSource: "", name: "two" } }),
    headers: { "idempotency-key": "key-00002", ...bearer },
  });
  const beat = (uid: string, signer = key) =>
    signed(signer, clock.nowMs(), {
      method: "PUT",
      url: `${plane.url}/hosts/${uid}/heartbeat`,
      body: "{}",
      headers: { authorization: `Bearer ${token.json.accessToken}` },
    });
  assert.deepEqual(
    [
      (await beat(json.hostUid)).code,
      (await beat(taken.json.hostUid)).code,
      (await beat(json.hostUid, other)).code,
      (await ask(plane, other, clock.nowMs(), json.hostUid)).code,
    ],
    ["body-invalid", "access-invalid", "access-invalid", "host-deleted"],
  );
  clock.advance(3_600_000);
  assert.equal((await beat(json.hostUid)).code, "access-expired");
  const url = `${plane.url}/hosts/${json.hostUid}/enrolment`;
  assert.equal(
    (await signed(other, clock.nowMs(), { method: "DELETE", url })).code,
    "host-deleted",
  );
  assert.equal((await signed(key, clock.nowMs(), { method: "DELETE", url })).status, 204);
  assert.equal(plane.hosts().length, 1);
});

function ask(plane: Plane, key: Parameters<typeof signed>[0], nowMs: number, hostUid: string) {
  const body = JSON.stringify({ hostUid });
  return signed(key, nowMs, { method: "POST", url: `${plane.url}/token`, body });
}
