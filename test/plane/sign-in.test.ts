import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createManualClock } from "../../src/host/index.ts";
import { createHostKey, startPlane } from "../../src/plane/index.ts";
import { openBrowser } from "./browser.ts";
import { enrolment, signed } from "./raw-host.ts";

const PASSWORD = "correct horse battery";

async function open(t: TestContext) {
  const clock = createManualClock({ auto: false });
  const listen = { host: "127.0.0.1", port: 0 };
  const plane = await startPlane({ listen, tokens: [], clock, perSecond: 1000 });
  t.after(() => plane.close());
  const key = await createHostKey();
  const { json } = await signed(key, clock.nowMs(), {
    method: "POST",
    url: `${plane.url}/enrolments`,
    body: enrolment(key),
    headers: { "idempotency-key": "key-00001" },
  });
  const code = (json.userCode as string).replace("-", "");
  return { plane, clock, code, browser: openBrowser(plane.url) };
}

test("the page the QR opens asks a stranger to sign in, and comes back to the host", async (t) => {
  const { plane, browser, code } = await open(t);
  await plane.putOperator("anna", PASSWORD);
  const asked = await browser.get(`/a/${code}`);
  assert.deepEqual([asked.status, asked.headers.location], [303, `/sign-in?next=%2Fa%2F${code}`]);
  const form = await browser.get(asked.headers.location ?? "");
  const [, next = ""] = /name="next" value="([^"]+)"/.exec(form.text) ?? [];
  assert.equal(next, `/a/${code}`);
  const wrong = await browser.post("/sign-in", { name: "anna", password: "wrong", next });
  assert.deepEqual([wrong.status, browser.cookies.size], [401, 0]);
  const right = await browser.post("/sign-in", { name: "anna", password: PASSWORD, next });
  assert.deepEqual([right.status, right.headers.location], [303, `/a/${code}`]);
  assert.match(
    right.headers["set-cookie"] ?? "",
    /^plane-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
  );
  assert.match((await browser.get(next)).text, /Sign out, anna/);
  assert.match((await browser.post(next, { decision: "approve" })).text, /<h1>Approved/);
  assert.equal(plane.hosts().length, 1);
  assert.deepEqual(
    plane.audit(3).map(({ actor, action, subject }) => [actor, action, subject]),
    [
      ["anna", "host-approved", "edge-1"],
      ["anna", "signed-in", "anna"],
      ["", "sign-in-refused", "anna"],
    ],
  );
});

test("a link signs in once, within 15 minutes, and looking at it does not use it up", async (t) => {
  const { plane, browser, clock } = await open(t);
  const [link, late] = [plane.newSignInLink("anna"), plane.newSignInLink("anna")];
  assert.match((await browser.get(link)).text, /Sign in as anna/);
  assert.equal(browser.cookies.size, 0);
  const done = await browser.post(link);
  assert.deepEqual([done.status, done.headers.location], [303, "/a"]);
  assert.equal((await browser.get("/a")).status, 200);
  const second = openBrowser(plane.url);
  assert.deepEqual([(await second.get(link)).status, (await second.post(link)).status], [404, 404]);
  clock.advance(15 * 60_000);
  assert.equal((await second.post(late)).status, 404);
  assert.equal(second.cookies.size, 0);
});

test("a session ends by signing out, by half an hour of nothing, by a new password, by removal", async (t) => {
  const { plane, clock } = await open(t);
  const signIn = async () => {
    const browser = openBrowser(plane.url);
    await browser.post(plane.newSignInLink("anna"));
    assert.equal((await browser.get("/h")).status, 200);
    return browser;
  };
  const isOut = async (browser: ReturnType<typeof openBrowser>) =>
    (await browser.get("/h")).headers.location === "/sign-in?next=%2Fh";
  const left = await signIn();
  const cookies = new Map(left.cookies);
  assert.equal((await left.post("/sign-out")).headers.location, "/sign-in");
  assert.equal(left.cookies.size, 0);
  for (const [name, value] of cookies) left.cookies.set(name, value);
  assert.equal(await isOut(left), true, "the old cookie brought back");
  const [idle, busy] = [await signIn(), await signIn()];
  for (let minutes = 0; minutes < 40; minutes += 10) {
    clock.advance(600_000);
    await busy.get("/h");
  }
  assert.deepEqual([await isOut(idle), await isOut(busy)], [true, false]);
  for (let hours = 0; hours < 12; hours += 0.25) {
    clock.advance(900_000);
    await busy.get("/h");
  }
  assert.equal(await isOut(busy), true, "twelve hours at most");
  const renewed = await signIn();
  clock.advance(1);
  await plane.putOperator("anna", PASSWORD);
  assert.equal(await isOut(renewed), true);
  const removed = await signIn();
  plane.removeOperator("anna");
  assert.equal(await isOut(removed), true);
});

test("after five wrong tries nobody guesses on, neither passwords nor links, not even right", async (t) => {
  const { plane, clock, browser } = await open(t);
  const link = plane.newSignInLink("anna");
  const guess = async (path: string) => (await browser.post(path)).status;
  const tries = ["/sign-in", ...Array.from({ length: 4 }, (_, at) => `/sign-in/wrong-${at}`), link];
  const answers: number[] = [];
  for (const path of tries) answers.push(await guess(path));
  assert.deepEqual(answers, [401, 404, 404, 404, 404, 429]);
  assert.deepEqual([await guess("/sign-in"), (await browser.get(link)).status], [429, 429]);
  clock.advance(15 * 60_000);
  assert.equal(await guess(plane.newSignInLink("anna")), 303);
});

test("nobody is led to another site after signing in", async (t) => {
  const { browser } = await open(t);
  for (const next of ["https://evil.example/", "//evil.example/a", "/a/../../x", "/sign-out", ""]) {
    const { text } = await browser.get(`/sign-in?next=${encodeURIComponent(next)}`);
    assert.match(text, /name="next" value="\/a"/, next);
  }
});

test("operators have names and passwords worth it", async (t) => {
  const { plane } = await open(t);
  await assert.rejects(plane.putOperator("anna", "too short"), { code: "USAGE" });
  await assert.rejects(plane.putOperator("An Na", PASSWORD), { code: "USAGE" });
  assert.throws(() => plane.newSignInLink("practice operator"), { code: "USAGE" });
  plane.newSignInLink("bert");
  await plane.putOperator("anna", PASSWORD);
  assert.deepEqual(plane.operators(), [
    { name: "anna", hasPassword: true },
    { name: "bert", hasPassword: false },
  ]);
  const browser = openBrowser(plane.url);
  assert.equal((await browser.post("/sign-in", { name: "bert", password: "" })).status, 401);
});
