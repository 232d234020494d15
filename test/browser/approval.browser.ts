import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createHostKey, servePlaneFolder } from "../../src/plane/index.ts";
import { enrolment, signed } from "../plane/raw-host.ts";
import { findChromium, openTab } from "./chromium.ts";

const PASSWORD = "correct horse battery";
const program = findChromium();
const skip =
  program === undefined ? "no chromium here: chromium-headless-shell is not installed" : false;

/** A plane over real TLS, an operator, and a phone that opens its pages. */
async function open(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "plane-browser-"));
  const plane = await servePlaneFolder({ folder, listen: { host: "127.0.0.1", port: 0 } });
  t.after(async () => {
    await plane.close();
    rmSync(folder, { recursive: true });
  });
  await plane.putOperator("anna", PASSWORD);
  const ca = readFileSync(join(folder, "tls", "ca.pem"), "utf8");
  const enrol = async (id: string) => {
    const key = await createHostKey();
    const { json } = await signed(key, Date.now(), {
      method: "POST",
      url: `${plane.url}/enrolments`,
      ca,
      body: enrolment(key, { host: { id, idSource: "test", name: `rack of ${id}` } }),
      headers: { "idempotency-key": `key-${id}` },
    });
    return { key, code: json.userCode as string, qr: json.verificationUriComplete as string };
  };
  const spki = new X509Certificate(ca).publicKey.export({ format: "der", type: "spki" });
  const digest = createHash("sha256").update(spki).digest("base64");
  return { plane, ca, enrol, tab: await openTab(t, program ?? "", digest) };
}

test("a phone opens the QR, signs in, compares, approves; a second host is rejected by its code", {
  skip,
}, async (t) => {
  const { plane, enrol, tab } = await open(t);
  const first = await enrol("edge-1");
  await tab.open(first.qr);
  await tab.sees("Sign in");
  await tab.type("input[name=name]", "anna");
  await tab.type("input[name=password]", `${PASSWORD}!`);
  await tab.click("button");
  await tab.sees("Name or password is wrong.");
  await tab.type("input[name=name]", "anna");
  await tab.type("input[name=password]", PASSWORD);
  await tab.click("button");
  await tab.sees("Register this host?");
  const shown = await tab.text();
  for (const wanted of [first.code, first.key.fingerprint, "rack of edge-1"]) {
    assert.ok(shown.includes(wanted), wanted);
  }
  const { page, window } = await tab.widths();
  assert.deepEqual([window, page <= window], [360, true], `the page is ${page} wide`);
  assert.equal(
    await tab.style("button", "font-weight"),
    "600",
    "the style of the page is in force",
  );
  await tab.click("button[value=approve]");
  await tab.sees("The host goes on by itself.");

  const second = await enrol("edge-2");
  await tab.click("nav a[href='/a']");
  await tab.sees("Which host?");
  await tab.type("input[name=code]", "BBBB-BBBB");
  await tab.click("form[action='/a'] button");
  await tab.sees("No host shows this code.");
  await tab.type("input[name=code]", second.code.toLowerCase());
  await tab.click("form[action='/a'] button");
  await tab.sees("rack of edge-2");
  await tab.type("input[name=reason]", "wrong rack");
  await tab.click("button[value=reject]");
  await tab.sees("The host was told.");

  assert.deepEqual(
    plane.hosts().map(({ id, approvedBy }) => [id, approvedBy]),
    [["edge-1", "person"]],
  );
  assert.deepEqual(
    plane.audit(2).map(({ actor, action, detail }) => [actor, action, detail.slice(0, 10)])[0],
    ["anna", "host-rejected", "wrong rack"],
  );
  await tab.click("nav a[href='/h']");
  await tab.sees("1 host.");
  await tab.click("li a");
  await tab.sees("registered, not heard yet");
  await tab.click("form[action='/sign-out'] button");
  await tab.sees("Password");
  const strangers = tab.asked.filter((url) => !url.startsWith(`${plane.url}/`));
  assert.deepEqual(strangers, [], "nothing was asked of anybody else");
  assert.deepEqual(
    tab.complaints.filter((each) => !/\b(401|404)\b|favicon/.test(each)),
    [],
  );
});

test("the cookie is for the plane alone, and a form on another site decides nothing", {
  skip,
}, async (t) => {
  const { plane, enrol, tab } = await open(t);
  await tab.open(plane.url + plane.newSignInLink("bert"));
  await tab.sees("Sign in as bert");
  await tab.click("button");
  await tab.sees("Which host?");
  const [cookie] = await tab.cookies();
  const { name, httpOnly, secure, sameSite, path } = cookie ?? {};
  assert.deepEqual(
    { name, httpOnly, secure, sameSite, path },
    { name: "__Host-plane-session", httpOnly: true, secure: true, sameSite: "Strict", path: "/" },
  );
  const { code } = await enrol("edge-1");
  const action = `${plane.url}/a/${code.replace("-", "")}`;
  const evil = createServer((_incoming, answer) =>
    answer
      .setHeader("content-type", "text/html")
      .end(
        `<form method="post" action="${action}"><button name="decision" value="approve">Win</button></form>`,
      ),
  );
  await new Promise<void>((resolve) => evil.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    evil.close();
    evil.closeAllConnections();
  });
  await tab.open(`http://localhost:${(evil.address() as AddressInfo).port}/`);
  await tab.sees("Win");
  await tab.click("button");
  await tab.sees("Nothing was changed.");
  assert.deepEqual([plane.hosts().length, plane.pending().length], [0, 1]);
});
