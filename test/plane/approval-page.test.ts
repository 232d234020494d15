import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createManualClock } from "../../src/host/index.ts";
import { createHostKey, startPlane } from "../../src/plane/index.ts";
import { enrolment, raw, signed } from "./raw-host.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded" };

async function open(t: TestContext, host: object = {}) {
  const clock = createManualClock({ auto: false });
  const listen = { host: "127.0.0.1", port: 0 };
  const plane = await startPlane({ listen, tokens: [], clock, perSecond: 1000, signIn: "nobody" });
  t.after(() => plane.close());
  const key = await createHostKey();
  const body = enrolment(key, {
    host: { id: "edge-9f3a22c1", idSource: "DMI product UUID", name: "rack12", ...host },
  });
  const { json } = await signed(key, clock.nowMs(), {
    method: "POST",
    url: `${plane.url}/enrolments`,
    body,
    headers: { "idempotency-key": "key-00001" },
  });
  const url: string = json.verificationUriComplete;
  return { plane, clock, key, url, userCode: json.userCode as string };
}

/** What a browser without script keeps from a page. */
function formOf(page: {
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}) {
  const csrf = page.text.match(/name="csrf" value="([^"]+)"/)?.[1] ?? "";
  return { csrf, cookie: page.headers["set-cookie"]?.split(";")[0] ?? "" };
}

test("the page the QR opens shows what to compare, and approves with one button", async (t) => {
  const { plane, key, url, userCode } = await open(t, { address: "10.0.0.7" });
  const page = await raw({ method: "GET", url });
  assert.equal(page.status, 200);
  for (const shown of [
    userCode,
    key.fingerprint,
    "rack12",
    "edge-9f3a-22c1 /",
    "10.0.0.7",
    "15:00",
  ]) {
    assert.ok(page.text.includes(shown), shown);
  }
  const { csrf, cookie } = formOf(page);
  const done = await raw({
    method: "POST",
    url,
    body: new URLSearchParams({ csrf, decision: "approve" }).toString(),
    headers: { ...FORM, cookie },
  });
  assert.match(done.text, /<h1>Approved<\/h1>/);
  assert.deepEqual(
    plane.hosts().map(({ id, approvedBy, project }) => ({ id, approvedBy, project })),
    [{ id: "edge-9f3a22c1", approvedBy: "person", project: "Default" }],
  );
  const again = await raw({ method: "GET", url });
  assert.match(again.text, /already approved/);
});

test("the page holds no script and nothing from elsewhere, and escapes all the host says of itself", async (t) => {
  const evil = `<img src=x onerror=alert(1)>"'&`;
  const { url } = await open(t, { name: evil, idSource: evil, address: evil });
  const { text, headers } = await raw({ method: "GET", url });
  assert.match(
    headers["content-security-policy"] ?? "",
    /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
  );
  assert.equal(text.includes("<img"), false);
  assert.ok(text.includes("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;"));
  assert.equal(/<script|https?:\/\//.test(text), false);
  assert.match(headers["set-cookie"] ?? "", /; HttpOnly; SameSite=Strict$/);
  // A stricter one makes browsers hide from us where our own forms come from.
  assert.equal(headers["referrer-policy"], "same-origin");
  assert.match(text, /A plane to practise with: nobody signs in/);
});

test("a name that leads here without our doing reaches no page", async (t) => {
  const { url, plane } = await open(t);
  for (const each of [url, `${plane.url}/a`, `${plane.url}/h`, `${plane.url}/sign-in`]) {
    const answer = await raw({ method: "GET", url: each, headers: { host: "evil.example" } });
    assert.equal(answer.status, 421, each);
    assert.equal(answer.headers["set-cookie"], undefined);
  }
});

test("a plane to which nobody signs in listens on this machine alone", async () => {
  const everywhere = {
    listen: { host: "0.0.0.0", port: 0 },
    tokens: [],
    signIn: "nobody",
  } as const;
  await assert.rejects(startPlane(everywhere), { code: "PLANE_UNSAFE" });
});

test("the operator may put the host into another project than it asked for", async (t) => {
  const { plane, url } = await open(t);
  const { csrf, cookie } = formOf(await raw({ method: "GET", url }));
  const body = new URLSearchParams({ csrf, decision: "approve", project: "Depots" }).toString();
  await raw({ method: "POST", url, body, headers: { ...FORM, cookie } });
  assert.deepEqual(
    plane.hosts().map(({ project }) => project),
    ["Depots"],
  );
});

test("a form another site made for this browser decides nothing", async (t) => {
  const { plane, url } = await open(t);
  const { csrf, cookie } = formOf(await raw({ method: "GET", url }));
  const send = async (headers: Record<string, string>, token: string) => {
    const body = new URLSearchParams({ csrf: token, decision: "approve" }).toString();
    return (await raw({ method: "POST", url, body, headers: { ...FORM, ...headers } })).status;
  };
  const foreign = { cookie: "plane-session=AAAAAAAAAAAAAAAAAAAAAA" };
  assert.deepEqual(
    [
      await send({}, csrf),
      await send({ cookie }, ""),
      await send(foreign, csrf),
      await send({ cookie, "sec-fetch-site": "cross-site" }, csrf),
      await send({ cookie, origin: "https://elsewhere.example" }, csrf),
    ],
    [403, 403, 403, 403, 403],
  );
  assert.deepEqual(plane.hosts(), []);
});

test("after five wrong codes nobody can guess on, not even right", async (t) => {
  const { plane, url, clock } = await open(t);
  const guess = async (code: string) =>
    (await raw({ method: "GET", url: `${plane.url}/a/${code}` })).status;
  const guesses = ["BBBBBBBB", "CCCCCCCC", "DDDDDDDD", "nonsense", "FFFF-FFFF", "GGGGGGGG"];
  const answers: number[] = [];
  for (const code of guesses) answers.push(await guess(code));
  assert.deepEqual(answers, [404, 404, 404, 404, 404, 429]);
  assert.equal((await raw({ method: "GET", url })).status, 429);
  const { csrf, cookie } = formOf(await raw({ method: "GET", url: `${plane.url}/a` }));
  const body = new URLSearchParams({ csrf, code: "x" }).toString();
  const typed = { method: "POST", url: `${plane.url}/a`, body } as const;
  assert.equal((await raw({ ...typed, headers: { ...FORM, cookie } })).status, 429);
  clock.advance(15 * 60_000);
  assert.equal(await guess("BBBBBBBB"), 404);
});

test("an operator may type the code in any case, or the host ID", async (t) => {
  const { plane, userCode } = await open(t);
  const url = `${plane.url}/a`;
  const page = await raw({ method: "GET", url });
  assert.match(page.text, /name="code"/);
  const { csrf, cookie } = formOf(page);
  for (const typed of [userCode.toLowerCase(), userCode.replace("-", " "), "edge-9f3a22c1"]) {
    const body = new URLSearchParams({ csrf, code: typed }).toString();
    const { status, headers } = await raw({
      method: "POST",
      url,
      body,
      headers: { ...FORM, cookie },
    });
    assert.deepEqual([status, headers.location], [303, `/a/${userCode.replace("-", "")}`]);
  }
});

test("a code out of time says so, and so does one that was rejected", async (t) => {
  const { plane, url, clock, userCode } = await open(t);
  const { csrf, cookie } = formOf(await raw({ method: "GET", url }));
  clock.advance(15 * 60_000);
  assert.match((await raw({ method: "GET", url })).text, /The code has expired/);
  const body = new URLSearchParams({ csrf, decision: "approve" }).toString();
  const late = await raw({ method: "POST", url, body, headers: { ...FORM, cookie } });
  assert.deepEqual([late.status, plane.hosts()], [410, []]);
  assert.deepEqual(await plane.approve(userCode), { is: "expired" });
  assert.deepEqual(await plane.approve("nonsense"), { is: "unknown-code" });
});

test("a reason given on the page reaches the host", async (t) => {
  const { url, key, clock, plane } = await open(t);
  const { csrf, cookie } = formOf(await raw({ method: "GET", url }));
  const body = new URLSearchParams({ csrf, decision: "reject", reason: " wrong rack " }).toString();
  const done = await raw({ method: "POST", url, body, headers: { ...FORM, cookie } });
  assert.match(done.text, /<h1>Rejected<\/h1>/);
  const again = await signed(key, clock.nowMs(), {
    method: "POST",
    url: `${plane.url}/enrolments`,
    body: enrolment(key, {
      host: { id: "edge-9f3a22c1", idSource: "DMI product UUID", name: "rack12" },
    }),
    headers: { "idempotency-key": "key-00001" },
  });
  assert.deepEqual([again.json.state, again.json.reason], ["rejected", "wrong rack"]);
});
