import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { claimsOf } from "../../src/plane/host-key.ts";
import { createHostKey } from "../../src/plane/index.ts";
import type { Route } from "../../src/plane/server/route.ts";
import { ROUTES } from "../../src/plane/server/routes.ts";
import { FORM, openBrowser } from "./browser.ts";
import { enrolment, JSON_BODY, type RawAnswer, raw, signed } from "./raw-host.ts";
import { openRegistered } from "./registered.ts";

/** Answers without any credential: each is here on purpose. */
const PUBLIC = [
  "GET /.well-known/edge-plane",
  "GET /ca.pem",
  "GET /sign-in",
  "POST /sign-in",
  "GET /sign-in/:secret",
  "POST /sign-in/:secret",
];

const nameOf = ({ method, path }: Route) => `${method} ${path}`;
const ofAuth = (...kinds: readonly Route["auth"][]) =>
  ROUTES.filter(({ auth }) => kinds.includes(auth));

/** Two hosts, one that waits, and what a stranger may send at every route. */
async function open(t: TestContext) {
  const bench = await openRegistered(t);
  const { plane, clock } = bench;
  const [mine, other] = [await bench.register("edge-1"), await bench.register("edge-2")];
  await plane.assign(mine.uid, { secret: "of edge-1" });
  const waiting = await createHostKey();
  const { json } = await signed(waiting, clock.nowMs(), {
    method: "POST",
    url: `${plane.url}/enrolments`,
    body: enrolment(waiting, { host: { id: "edge-3", idSource: "test", name: "three" } }),
    headers: { "idempotency-key": "key-edge-3" },
  });
  const values: Readonly<Record<string, string>> = {
    ":uid": mine.uid,
    ":id": mine.enrolmentId,
    ":code": json.userCode.replace("-", ""),
    ":secret": "x",
  };
  const pathOf = ({ path }: Route) => path.replace(/:\w+/g, (name) => values[name] ?? "");
  const bodyOf = (route: Route) => BODIES[nameOf(route)]?.(mine.uid, mine.key.jwk);
  const call = (route: Route, headers: Readonly<Record<string, string>>): Promise<RawAnswer> => {
    const body = bodyOf(route);
    return raw({
      method: route.method,
      url: plane.url + pathOf(route),
      headers: { ...(route.accepts === "form" ? FORM : JSON_BODY), ...headers },
      ...(body === undefined ? {} : { body }),
    });
  };
  const proofOf = async (key: typeof waiting, route: Route) => {
    const body = bodyOf(route);
    const url = plane.url + pathOf(route);
    const nowMs = clock.nowMs();
    return { "edge-proof": await key.prove(claimsOf({ method: route.method, url, body, nowMs })) };
  };
  return { ...bench, mine, other, call, proofOf };
}

type MakeBody = (uid: string, jwk: object) => string;
const BODIES: Readonly<Record<string, MakeBody>> = {
  "POST /enrolments": (_uid, jwk) => enrolment({ jwk } as never, { host: HOST }),
  "POST /token": (uid) => JSON.stringify({ hostUid: uid }),
  "PUT /hosts/:uid/heartbeat": () => JSON.stringify(BEAT),
  "PUT /hosts/:uid/inventory": () => JSON.stringify({ digest: "d".repeat(43), device: {} }),
  "POST /hosts/:uid/events": () => JSON.stringify({ events: [EVENT] }),
  "POST /a": () => "code=edge-3",
  "POST /a/:code": () => "decision=approve",
  "POST /h/:uid": () => "wish=deleted&sure=yes",
  "POST /sign-out": () => "",
};
const HOST = { id: "edge-1", idSource: "test", name: "one" };
const BEAT = {
  ...{ seq: 1, bootId: "b", at: "x", uptimeSec: 1, phase: "x", agentVersion: "1" },
  ...{ observedRevision: 0, conditions: [] },
};
const EVENT = { id: "0".repeat(26), at: "x", type: "a", severity: "info", data: {} };

test("the paths anybody may ask are these, and no others", () => {
  assert.deepEqual(ofAuth("none").map(nameOf).sort(), [...PUBLIC].sort());
});

test("no operation of a host is done without its signature, with a broken one, or with another host's", async (t) => {
  const { call, proofOf, other, rows } = await open(t);
  const before = rows();
  for (const route of ofAuth("proof", "signed-host")) {
    const name = nameOf(route);
    const headers = route.auth === "proof" ? {} : other.bearer;
    assert.equal((await call(route, headers)).code, "proof-missing", name);
    const broken = { ...headers, "edge-proof": "eyJhbGciOiJub25lIn0.e30." };
    assert.equal((await call(route, broken)).code, "proof-invalid", name);
    const foreign = await call(route, { ...headers, ...(await proofOf(other.key, route)) });
    assert.ok([401, 404, 409, 410, 422, 400].includes(foreign.status), `${name} ${foreign.text}`);
    assert.equal(foreign.text.includes("of edge-1"), false, name);
    assert.equal(rows(), before, `${name} changed something`);
  }
});

test("no operation of a host is done without its access token, with a wrong one, or with another host's", async (t) => {
  const { call, proofOf, mine, other, rows } = await open(t);
  const before = rows();
  for (const route of ofAuth("host", "signed-host")) {
    const name = nameOf(route);
    const proof = async (key: typeof mine.key) =>
      route.auth === "host" ? {} : proofOf(key, route);
    const codes = [
      await call(route, await proof(mine.key)),
      await call(route, { ...(await proof(mine.key)), authorization: "Bearer wrong" }),
      await call(route, { ...(await proof(mine.key)), ...other.bearer }),
      await call(route, {
        ...(await proof(mine.key)),
        authorization: mine.bearer.authorization.replace("Bearer", "Basic"),
      }),
    ].map(({ status, code }) => `${status} ${code}`);
    assert.deepEqual(
      codes,
      ["401 access-expired", "401 access-expired", "401 access-invalid", "401 access-expired"],
      name,
    );
    if (route.auth === "signed-host") {
      const foreign = await call(route, { ...(await proofOf(other.key, route)), ...mine.bearer });
      assert.equal(foreign.code, "access-invalid", `${name} signed by another host`);
    }
    assert.equal(rows(), before, `${name} changed something`);
  }
});

test("no page of an operator is shown and no form is taken without signing in, nor with what a host has", async (t) => {
  const { call, proofOf, mine, plane, rows } = await open(t);
  const before = rows();
  const browser = openBrowser(plane.url);
  await browser.post(plane.newSignInLink("anna"));
  const cookie = [...browser.cookies].map((pair) => pair.join("=")).join("");
  const stale = "plane-session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  for (const route of ofAuth("operator")) {
    const name = nameOf(route);
    const asHost = { ...mine.bearer, ...(await proofOf(mine.key, route)) };
    for (const headers of [{}, { cookie: stale }, asHost]) {
      const { status, text, headers: said } = await call(route, headers);
      if (route.method === "GET") assert.match(said.location ?? "", /^\/sign-in\?next=/, name);
      else assert.equal(status, 401, name);
      assert.equal(/edge-1|edge-3/.test(text), false, name);
    }
    if (route.method === "GET") continue;
    assert.equal((await call(route, { cookie })).status, 403, `${name} without our form`);
  }
  plane.removeOperator("anna");
  assert.equal(rows(), before);
});

test("every path says so when it is asked in a way it does not know", async (t) => {
  const { plane } = await openRegistered(t);
  for (const path of new Set(ROUTES.map((route) => route.path.replace(/:\w+/g, "x")))) {
    const { status, headers } = await raw({ method: "DELETE", url: plane.url + path });
    if (path.endsWith("/enrolment")) continue;
    assert.deepEqual([status, /GET|POST|PUT/.test(headers.allow ?? "")], [405, true], path);
  }
});
