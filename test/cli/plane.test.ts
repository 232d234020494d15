import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createEventLog } from "../../src/cli/plane/event-log.ts";
import { createHostKey, fingerprintOf } from "../../src/plane/index.ts";
import { openBrowser } from "../plane/browser.ts";
import { enrolment, raw, signed } from "../plane/raw-host.ts";
import { createCliBench, jsonLines } from "../support/cli-world.ts";
import { eventually } from "../support/eventually.ts";
import type { Printed } from "../support/printed.ts";

const PASSWORD = "correct horse battery";

function newFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "plane-cli-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, "data");
}

/** `bringup plane` on a free port, and what operators type beside it. */
async function serve(t: TestContext, folder: string, isTty = false) {
  const server = createCliBench({ isTty });
  const ended = server.run("plane", "--data", folder, "--listen", "127.0.0.1:0");
  t.after(async () => {
    server.interrupt();
    await ended;
  });
  await eventually("the plane listens", () => server.stdout().includes("SHA-256"));
  const [url = ""] = /https:\/\/\S+/.exec(server.stdout()) ?? [];
  const ca = readFileSync(join(folder, "tls", "ca.pem"), "utf8");
  const type = async (...argv: readonly string[]) => {
    const bench = createCliBench({ files: { password: `${PASSWORD}\n`, "host.yaml": DOCUMENT } });
    return bench.run(...argv, "--data", folder);
  };
  const json = async (...argv: readonly string[]): Promise<Printed> => {
    const { stdout, stderr } = await type("--json", ...argv);
    return jsonLines(stdout)[0] ?? assert.fail(stderr);
  };
  return { server, ended, url, ca, type, json };
}

const DOCUMENT = `apiVersion: bringup/v1alpha1
kind: EdgeHost
spec:
  time:
    timezone: Europe/Berlin
`;

async function enrol(
  { url, ca }: { readonly url: string; readonly ca: string },
  given: {
    readonly id: string;
    readonly token?: string;
    readonly key?: Awaited<ReturnType<typeof createHostKey>>;
    readonly more?: object;
  },
) {
  const key = given.key ?? (await createHostKey());
  const { id, token, more } = given;
  const bearer = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await signed(key, Date.now(), {
    method: "POST",
    url: `${url}/enrolments`,
    ca,
    body: enrolment(key, {
      host: { id, idSource: "test", name: id },
      method: token === undefined ? "code" : "token",
      ...more,
    }),
    headers: { "idempotency-key": `key-${id}-00001`, ...bearer },
  });
  return { key, answer };
}

test("a plane is started, gives out a token, registers hosts as far as the token goes, and ends in order", async (t) => {
  const plane = await serve(t, newFolder(t));
  const { token, id } = await plane.json(
    ...["plane", "token", "create", "--uses", "1", "--hosts", "shop-*", "--project", "Shops"],
  );
  assert.match(token, /^ept_[\w-]{43}$/);
  const codeOf = async (given: Parameters<typeof enrol>[1]) => {
    const { answer } = await enrol(plane, given);
    return answer.code ?? answer.json.state;
  };
  assert.equal(await codeOf({ id: "depot-1", token }), "token-scope");
  assert.equal(await codeOf({ id: "shop-1", token, more: { project: "Depots" } }), "token-scope");
  assert.equal(await codeOf({ id: "shop-1", token }), "approved");
  assert.equal(await codeOf({ id: "shop-2", token }), "token-expired");
  const list = await plane.type("plane", "token", "list");
  assert.match(list.stdout, new RegExp(`${id} .* 1 of 1 .* Shops, shop-\\*`));
  assert.equal(list.stdout.includes(token), false);
  const other = await plane.json("plane", "token", "create", "--network", "10.0.0.0/8");
  assert.equal(await codeOf({ id: "shop-3", token: other.token }), "token-scope");
  const third = await plane.json("plane", "token", "create");
  assert.equal((await plane.type("plane", "token", "revoke", third.id)).exitCode, 0);
  assert.equal(await codeOf({ id: "shop-3", token: third.token }), "token-revoked");
  plane.server.interrupt();
  assert.equal((await plane.ended).exitCode, 0);
});

test("a host that is expected comes in by its pairing key or its own key, and by neither needs a person", async (t) => {
  const plane = await serve(t, newFolder(t));
  const [known, wrong] = [await createHostKey(), await createHostKey()];
  const { pairingKey } = await plane.json(
    ...["plane", "host", "expect", "edge-1", "--pairing-key", "--project", "X", "--tag", "rack=7"],
  );
  const fingerprint = fingerprintOf(known.keyId);
  await plane.type("plane", "host", "expect", "edge-2", "--fingerprint", fingerprint);
  const stateOf = async (given: Parameters<typeof enrol>[1]) =>
    (await enrol(plane, given)).answer.json.state;
  assert.equal(await stateOf({ id: "edge-1", more: { pairingKey: "BBBB-BBBB-BBBB" } }), "pending");
  const typed = pairingKey.toLowerCase();
  assert.equal(await stateOf({ id: "edge-1", more: { pairingKey: typed } }), "approved");
  assert.equal(await stateOf({ id: "edge-2", key: wrong }), "pending");
  assert.equal(await stateOf({ id: "edge-2", key: known }), "approved");
  const { hosts, expected, pending } = await plane.json("plane", "host", "list");
  assert.deepEqual(
    hosts.map(({ id, project, tags, approvedBy }: Record<string, unknown>) => ({
      ...{ id, project, tags, approvedBy },
    })),
    [
      { id: "edge-1", project: "X", tags: { rack: "7" }, approvedBy: "expected" },
      { id: "edge-2", project: "Default", tags: {}, approvedBy: "expected" },
    ],
  );
  assert.deepEqual([expected.length, pending.length], [0, 2]);
  assert.equal(JSON.stringify(pending).includes("userCode"), false);
});

test("five wrong pairing keys, and only a person lets the host in", async (t) => {
  const plane = await serve(t, newFolder(t));
  const { pairingKey } = await plane.json("plane", "host", "expect", "edge-1", "--pairing-key");
  for (let at = 0; at < 5; at++) {
    await enrol(plane, { id: "edge-1", more: { pairingKey: "BBBB-BBBB-BBBB" } });
  }
  const { answer } = await enrol(plane, { id: "edge-1", more: { pairingKey } });
  assert.equal(answer.json.state, "pending");
  const approved = await plane.type("plane", "host", "approve", answer.json.userCode);
  assert.match(approved.stdout, /^Approved: host /);
});

test("a document assigned on the command line reaches a host that waits, with its locks", async (t) => {
  const plane = await serve(t, newFolder(t));
  const { token } = await plane.json("plane", "token", "create");
  const { key, answer } = await enrol(plane, { id: "edge-1", token });
  const { hostUid } = answer.json;
  const call = { url: `${plane.url}/token`, body: JSON.stringify({ hostUid }), ca: plane.ca };
  const access = await signed(key, Date.now(), { method: "POST", ...call });
  const waiting = raw({
    method: "GET",
    url: `${plane.url}/hosts/${hostUid}/desired`,
    headers: { authorization: `Bearer ${access.json.accessToken}`, prefer: "wait=50" },
    ca: plane.ca,
  });
  const assigned = await plane.type(
    ...["plane", "host", "assign", "edge-1", "-f", "host.yaml", "--lock", "spec.time"],
  );
  assert.equal(assigned.exitCode, 0, assigned.stderr);
  const { text } = await waiting;
  const claims = JSON.parse(Buffer.from(text.split(".")[1] ?? "", "base64url").toString());
  assert.deepEqual(
    [claims.revision, claims.spec, claims.locks],
    [1, { time: { timezone: "Europe/Berlin" } }, ["spec.time"]],
  );
  const refused = await plane.type(
    "plane",
    "host",
    "assign",
    "edge-1",
    "-f",
    "host.yaml",
    "--lock",
    "x",
  );
  assert.equal(refused.exitCode, 2);
  assert.match((await plane.type("plane", "host", "delete", "edge-1")).stdout, /is deleted/);
  assert.equal((await signed(key, Date.now(), { method: "POST", ...call })).code, "host-deleted");
});

test("no secret is in any line the server prints, whatever is done with it", async (t) => {
  const plane = await serve(t, newFolder(t));
  const { token } = await plane.json("plane", "token", "create");
  await plane.type("plane", "operator", "set", "anna", "--password-file", "password");
  const { url: link } = await plane.json("plane", "sign-in", "--operator", "bert");
  const { pairingKey } = await plane.json("plane", "host", "expect", "edge-3", "--pairing-key");
  await enrol(plane, { id: "edge-3", more: { pairingKey } });
  const { key, answer } = await enrol(plane, { id: "edge-1", token });
  const { hostUid } = answer.json;
  const { answer: waiting } = await enrol(plane, { id: "edge-2" });
  const body = JSON.stringify({ hostUid });
  const call = { url: `${plane.url}/token`, body, ca: plane.ca };
  const access = (await signed(key, Date.now(), { method: "POST", ...call })).json.accessToken;
  for (const authorization of [`Bearer ${access}`, `Bearer ${access}x`, `Bearer ${token}`]) {
    const url = `${plane.url}/hosts/${hostUid}/desired`;
    await raw({ method: "GET", url, headers: { authorization }, ca: plane.ca });
    await raw({ method: "GET", url: `${url}?t=${token}`, ca: plane.ca });
  }
  const browser = openBrowser(plane.url, plane.ca);
  const path = link.slice(plane.url.length);
  await browser.get(`${path}x`);
  await browser.post("/sign-in", { name: "anna", password: `${PASSWORD}x` });
  assert.equal((await browser.post(path)).status, 303);
  const cookie = browser.cookies.get("__Host-plane-session") ?? assert.fail("no cookie");
  const code = waiting.json.userCode.replace("-", "");
  const csrf = /name="csrf" value="([^"]+)"/.exec((await browser.get(`/a/${code}`)).text)?.[1];
  await browser.post(`/a/${code}`, { decision: "nothing" });
  assert.match((await browser.post(`/a/${code}`, { decision: "approve" })).text, /Approved/);
  assert.equal((await browser.get(`/a/${token}`)).status, 404);
  plane.server.interrupt();
  const { stdout, stderr } = await plane.ended;
  const printed = stdout + stderr;
  for (const event of ["enrolment-approved", "operator-signed-in", "request-refused"]) {
    assert.ok(printed.includes(event), event);
  }
  const secrets = [token, access, link, path.slice(9), pairingKey, cookie, code, csrf, PASSWORD];
  for (const secret of secrets) assert.equal(printed.includes(secret ?? "-"), false, secret);
  assert.equal(printed.includes(waiting.json.userCode), false);
});

test("the link that signs in is shown on a terminal only; one process serves a folder", async (t) => {
  const folder = newFolder(t);
  const plane = await serve(t, folder, true);
  await eventually("the link", () => plane.server.stdout().includes("/sign-in/"));
  const again = await plane.type("plane", "--listen", "127.0.0.1:0");
  assert.match(again.stderr, /PLANE_RUNNING/);
  const nowhere = await createCliBench().run("plane", "token", "list", "--data", `${folder}-x`);
  assert.match(nowhere.stderr, /there is no plane in .*\(PLANE_NOTHING_SUCH\)/);
  const typos = await plane.type("plane", "--listen", "here");
  assert.deepEqual([typos.exitCode, /--listen takes ADDRESS:PORT/.test(typos.stderr)], [2, true]);
});

test("who floods the plane with nonsense does not flood its log, and hosts in good order leave no line", () => {
  const lines: string[] = [];
  let nowMs = 0;
  const out = { line: (text = "") => void lines.push(text), object: () => {} };
  const log = createEventLog(out, () => nowMs);
  for (let at = 0; at < 100; at++) log({ is: "request-refused", path: "/a", code: "not-found" });
  log({ is: "heartbeat-received", hostUid: "h", seq: 1 });
  log({ is: "request-refused", path: "/hosts/:uid/desired", code: "desired-none" });
  nowMs = 1000;
  log({ is: "enrolment-approved", hostId: "edge-1", hostUid: "h" });
  assert.deepEqual(
    [lines.length, lines[0], ...lines.slice(20)],
    [
      22,
      "1970-01-01T00:00:00.000Z request-refused path=/a code=not-found",
      "1970-01-01T00:00:01.000Z lines-left-out count=80",
      "1970-01-01T00:00:01.000Z enrolment-approved hostId=edge-1 hostUid=h",
    ],
  );
});
