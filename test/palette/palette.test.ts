// Over 100 lines: what a host does with Palette, and each of Palette's habits.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { systemClock } from "../../src/engine/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { observeInventory } from "../../src/inventory/index.ts";
import { openPalette } from "../../src/palette/index.ts";
import { createHostKey, enrolBody, type PlanePort } from "../../src/plane/index.ts";
import { deviceSpecOf } from "../../src/registration/index.ts";
import { loadMachine, MACHINE_NAMES } from "../support/machines.ts";
import { type Palette, refusal, startPublishedPalette } from "./published-server.ts";

const HOST_ID = "edge-4711";
const KEY = "a1b2c3d4-an-api-key";
const SESSION = "eyJhbGciOiJIUzI1NiJ9.eyJ1IjoiMSJ9.c2lnbmF0dXJl";
const PROJECT = { name: "Shops", uid: "5f3a1b2c3d4e5f6071829304" };
const TOKEN = {
  metadata: { name: "north", uid: "t-1" },
  spec: { token: "north-token-0815", expiry: "2099-01-01T00:00:00Z", defaultProject: PROJECT },
  status: { isActive: true },
};

interface Asked {
  readonly method?: "token" | "code";
  readonly token?: string;
  readonly project?: string;
  readonly device?: object;
}

interface Side {
  readonly palette: Palette;
  readonly port: PlanePort;
  enrol(asked?: Asked): ReturnType<PlanePort["enrol"]>;
}

interface Given {
  readonly key?: string;
  readonly approvalUrl?: string;
}

async function bench(t: TestContext, { key, approvalUrl }: Given = {}): Promise<Side> {
  const palette = await startPublishedPalette(t);
  palette.tokens.push(TOKEN);
  palette.keys.add(KEY).add(SESSION);
  t.after(() => assert.deepEqual(palette.violations, [], "only what is described was sent"));
  const machine = createMachineHost();
  const hostKey = await createHostKey();
  let kept: unknown;
  const port = openPalette({
    plane: palette.url,
    ...{ http: machine.http, files: machine.files, key: hostKey, clock: systemClock, offsetMs: 0 },
    onOffset: () => {},
    approvalUrl,
    apiKey: async () => key,
    memory: {
      get: () => kept,
      set: (value) => {
        kept = structuredClone(value);
      },
    },
  });
  return {
    palette,
    port,
    enrol: ({ method = "token", token = TOKEN.spec.token, project, device = {} } = {}) =>
      port.enrol({
        body: enrolBody({
          host: {
            id: HOST_ID,
            idSource: "name",
            name: "rack12",
            address: "10.0.0.7",
            mac: "aa:bb",
          },
          publicKey: hostKey.jwk,
          ...{ method, device: { ...device }, tags: { site: "north" } },
          agent: { name: "bringup", version: "0.1.0" },
          ...(project === undefined ? {} : { project }),
        }),
        idempotencyKey: "key-1",
        ...(method === "token" ? { token } : {}),
      }),
  };
}

const BEAT = {
  ...{ seq: 1, bootId: "boot-1", at: "2026-01-01T00:00:00Z", uptimeSec: 1 },
  ...{ phase: "registration", agentVersion: "0.1.0", observedRevision: 0 },
  conditions: [],
};

test("a token registers the host, and its report makes it ready and healthy", async (t) => {
  const { palette, port, enrol } = await bench(t, { key: KEY });
  assert.deepEqual(await enrol(), {
    is: "enrolment",
    enrolment: {
      ...{ state: "approved", enrolmentId: HOST_ID, hostUid: HOST_ID },
      ...{ project: "Shops", signingKeys: [] },
    },
  });
  const heard = await port.heartbeat({ hostUid: HOST_ID, beat: BEAT });
  assert.equal(heard.is, "heard");
  const { status } = palette.hosts.get(HOST_ID) as { status: unknown };
  assert.deepEqual(status, {
    state: "ready",
    inUseClustersRef: [],
    health: {
      ...{ state: "healthy", agentVersion: "0.1.0" },
      message: "in registration, nothing to object to",
    },
  });
});

test("the token travels in the body, the key in ApiKey, the project in ProjectUid", async (t) => {
  const { palette, enrol } = await bench(t, { key: KEY });
  await enrol({ project: PROJECT.uid });
  const [{ headers, body } = assert.fail("nothing was sent")] = palette.seen;
  assert.equal(headers.apikey, KEY);
  assert.equal(headers.projectuid, PROJECT.uid);
  assert.deepEqual(body, {
    metadata: { name: HOST_ID, uid: HOST_ID, labels: { site: "north" } },
    spec: {
      host: {
        ...{ hostUid: HOST_ID, hostAddress: "10.0.0.7", macAddress: "aa:bb" },
        ...{ project: { uid: PROJECT.uid }, hostAuthToken: TOKEN.spec.token },
      },
      device: {},
      version: "0.1.0",
    },
  });
});

test("the token of a session goes without the word Bearer", async (t) => {
  const { palette, port } = await bench(t, { key: SESSION });
  palette.enter(HOST_ID);
  assert.equal((await port.heartbeat({ hostUid: HOST_ID, beat: BEAT })).is, "heard");
  assert.equal(palette.seen[0]?.headers.authorization, SESSION);
  assert.equal(palette.seen[0]?.headers.apikey, undefined);
});

for (const key of [KEY, undefined]) {
  const who = key === undefined ? "without a key" : "with a key";
  test(`an ID that an operator enters later is waited for ${who}`, async (t) => {
    const approvalUrl = "https://register.example.net/";
    const { palette, port, enrol } = await bench(t, { ...(key && { key }), approvalUrl });
    const asked = await enrol({ method: "code" });
    assert.ok(asked.is === "enrolment" && asked.enrolment.state === "pending");
    assert.equal(
      asked.enrolment.verificationUriComplete,
      `https://register.example.net/?appliance-id=${HOST_ID}`,
    );
    assert.deepEqual(await port.poll({ enrolmentId: HOST_ID }), { is: "unchanged" });
    palette.enter(HOST_ID);
    const taken = await port.poll({ enrolmentId: HOST_ID });
    assert.equal(taken.is === "enrolment" && taken.enrolment.state, "approved");
    const register = palette.seen.find(({ operation }) => operation.endsWith("Register"));
    const { host } = (register?.body as { spec?: { host?: Record<string, unknown> } })?.spec ?? {};
    assert.equal(host?.disableAutoRegister, true);
    assert.equal(host.hostAuthToken, undefined);
  });
}

for (const name of MACHINE_NAMES) {
  test(`the hardware of ${name} is told in fields that Palette describes`, async (t) => {
    const { host } = loadMachine(name);
    const device = deviceSpecOf(await observeInventory(host, { signal: t.signal }));
    const { enrol } = await bench(t);
    assert.equal((await enrol({ device })).is, "enrolment");
  });
}

test("hardware that changed replaces what Palette has; the same is sent once", async (t) => {
  const { palette, port, enrol } = await bench(t, { key: KEY });
  await enrol();
  const inventory = { digest: "d".repeat(43), device: { archType: "arm64" } };
  // A plane sends on what it is given: it knows no part of a device.
  const asked = { hostUid: HOST_ID, inventory } as unknown as Parameters<PlanePort["inventory"]>[0];
  assert.deepEqual(await port.inventory(asked), { is: "kept" });
  assert.deepEqual(await port.inventory(asked), { is: "kept" });
  const entry = palette.hosts.get(HOST_ID) as {
    spec: { device: unknown; host: { project: unknown } };
  };
  assert.deepEqual(entry.spec.device, { archType: "arm64" });
  assert.deepEqual(entry.spec.host.project, PROJECT, "what else is in the entry stays");
  assert.equal(palette.seen.filter(({ operation }) => operation.endsWith("UidUpdate")).length, 1);
});

test("a host in a cluster is told that Palette's own agent has to go on", async (t) => {
  const { palette, port, enrol } = await bench(t, { key: KEY });
  await enrol();
  assert.deepEqual(await port.desired({ hostUid: HOST_ID }), { is: "not-offered" });
  Object.assign((palette.hosts.get(HOST_ID) as { status: object }).status, { clusters: ["c-17"] });
  const found = await port.desired({ hostUid: HOST_ID });
  assert.ok(found.is === "not-offered");
  assert.match(found.why ?? "", /cluster c-17.*not published.*own agent/);
});

const TOKENS: readonly (readonly [string, object, string])[] = [
  ["is not active", { ...TOKEN, status: {} }, "TOKEN_REVOKED"],
  [
    "has expired",
    { ...TOKEN, spec: { ...TOKEN.spec, expiry: "2020-01-01T00:00:00Z" } },
    "TOKEN_EXPIRED",
  ],
  [
    "names no project",
    { ...TOKEN, spec: { ...TOKEN.spec, defaultProject: undefined } },
    "TOKEN_SCOPE",
  ],
  ["is not known", { ...TOKEN, spec: { token: "another" } }, "TOKEN_INVALID"],
];
for (const [what, listed, code] of TOKENS) {
  test(`with a key that may read tokens, one that ${what} is said to be so`, async (t) => {
    const { palette, enrol } = await bench(t, { key: KEY });
    palette.tokens.splice(0, 1, { ...listed });
    palette.habits.set("v1EdgeHostDevicesRegister", refusal("SomeCodeNobodyPublished"));
    const outcome = await enrol();
    assert.ok(outcome.is === "trouble");
    assert.deepEqual([outcome.problem.code, outcome.retry], [code, "never"]);
  });
}

const HABITS: readonly (readonly [
  string,
  Parameters<Palette["habits"]["set"]>[1],
  string,
  string,
  RegExp,
])[] = [
  [
    "a business error as status 500 shows its code",
    refusal("EdgeHostQuotaReached"),
    "PLANE_REFUSED",
    "backoff",
    /500 EdgeHostQuotaReached.*said by/,
  ],
  [
    "too many requests are waited for, without a word of how long",
    { status: 429, body: "slow down", type: "text/plain" },
    "PLANE_BUSY",
    "backoff",
    /busy/,
  ],
  [
    "too many requests as a business error are the same",
    refusal("TooManyRequests"),
    "PLANE_BUSY",
    "backoff",
    /busy/,
  ],
  [
    "a gateway's page is not Palette",
    { status: 502, body: "<html><title>502 Bad Gateway</title>", type: "text/html" },
    "PLANE_NOT_A_PLANE",
    "backoff",
    /502 Bad Gateway/,
  ],
  [
    "a captive portal's page with status 200 is not Palette",
    { status: 200, body: "<html><title>Welcome</title>", type: "text/html" },
    "PLANE_NOT_A_PLANE",
    "backoff",
    /Welcome/,
  ],
  [
    "a page that says it is JSON is not Palette",
    { status: 200, body: "<html>", type: "application/json" },
    "PLANE_NOT_A_PLANE",
    "backoff",
    /200/,
  ],
  [
    "an empty error is a refusal without a code",
    { status: 500, body: "{}" },
    "PLANE_REFUSED",
    "backoff",
    /500 without a code/,
  ],
  [
    "an answer about another host is not taken",
    { status: 200, body: '{"metadata":{"uid":"edge-9"}}' },
    "PLANE_ANSWER_INVALID",
    "backoff",
    /not about this host/,
  ],
  [
    "an answer of the wrong shape is not taken",
    { status: 200, body: '{"metadata":{"uid":7}}' },
    "PLANE_ANSWER_INVALID",
    "backoff",
    /metadata\.uid/,
  ],
  [
    "a token in its error message is not repeated",
    { status: 500, body: JSON.stringify({ code: "X", message: `bad ${TOKEN.spec.token}` }) },
    "PLANE_REFUSED",
    "backoff",
    /bad \*+/,
  ],
  [
    "who is not allowed without a key is told to bring one",
    refusal("Unauthorized", 401),
    "PLANE_KEY_MISSING",
    "recheck",
    /who asks \(401\)/,
  ],
];
for (const [what, habit, code, retry, words] of HABITS) {
  test(what, async (t) => {
    const { palette, enrol } = await bench(t);
    palette.habits.set("v1EdgeHostDevicesRegister", habit);
    const outcome = await enrol();
    assert.ok(outcome.is === "trouble", JSON.stringify(outcome));
    assert.deepEqual([outcome.problem.code, outcome.retry], [code, retry]);
    assert.match(outcome.problem.message, words);
    assert.doesNotMatch(JSON.stringify(outcome), /north-token/);
    assert.equal(outcome.retryAfterMs, undefined);
  });
}

test("an answer with null where nothing is, is an answer", async (t) => {
  const { palette, enrol } = await bench(t);
  const body = {
    metadata: { uid: HOST_ID, labels: null },
    spec: null,
    status: { state: "ready", health: null },
  };
  palette.habits.set("v1EdgeHostDevicesRegister", { status: 200, body: JSON.stringify(body) });
  const outcome = await enrol();
  assert.equal(outcome.is === "enrolment" && outcome.enrolment.state, "approved");
});

test("without a key a registered host cannot report, and is told what would help", async (t) => {
  const { port, enrol } = await bench(t);
  assert.equal((await enrol()).is, "enrolment");
  const outcome = await port.heartbeat({ hostUid: HOST_ID, beat: BEAT });
  assert.ok(outcome.is === "trouble");
  assert.deepEqual([outcome.problem.code, outcome.retry], ["PLANE_KEY_MISSING", "recheck"]);
  assert.match(outcome.problem.hint, /API key/);
});

test("a host whose entry was deleted is told so, and nothing else happens", async (t) => {
  const { palette, port, enrol } = await bench(t, { key: KEY });
  await enrol();
  palette.hosts.clear();
  const outcome = await port.heartbeat({ hostUid: HOST_ID, beat: BEAT });
  assert.deepEqual(outcome.is === "trouble" && outcome.problem.code, "HOST_DELETED");
});

test("conditions that do not hold make the host unhealthy and are its message", async (t) => {
  const { palette, port, enrol } = await bench(t, { key: KEY });
  await enrol();
  const since = "2026-01-01T00:00:00Z";
  const conditions = [
    { type: "Drifted", status: "Unknown", reason: "NotLooked", message: "", since },
    { type: "Ready", status: "False", reason: "QuorumLost", message: "1 of 3 voters", since },
    { type: "Time", status: "True", reason: "Synchronised", message: "", since },
  ] as const;
  await port.heartbeat({ hostUid: HOST_ID, beat: { ...BEAT, conditions: [...conditions] } });
  const { status } = palette.hosts.get(HOST_ID) as { status: { health: object } };
  assert.deepEqual(status.health, {
    ...{ state: "unhealthy", agentVersion: "0.1.0" },
    message: "Ready: QuorumLost, 1 of 3 voters; Drifted: NotLooked",
  });
});
