import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openTls, type ServerTls } from "../../../src/plane/server/tls/open-tls.ts";

const DAY_MS = 24 * 3_600_000;
const NAMES = ["plane.example", "127.0.0.1", "::1"];

function newFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "plane-tls-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, "tls");
}

function serves(t: TestContext, tls: ServerTls, servername: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const server = createServer({ cert: tls.cert, key: tls.key }, (_, answer) => answer.end("ok"));
    t.after(() => server.close());
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      const ca = tls.authority;
      const sent = request({ host: "127.0.0.1", port, ca, servername, agent: false }, (answer) => {
        answer.resume().on("end", () => resolve(String(answer.statusCode)));
      });
      sent.on("error", reject);
      sent.end();
    });
  });
}

test("who trusts the plane's own authority reaches it under each of its names, and under no other", async (t) => {
  const tls = await openTls(newFolder(t), NAMES, Date.now());
  assert.equal(await serves(t, tls, "plane.example"), "200");
  await assert.rejects(serves(t, tls, "other.example"), { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
  const server = new X509Certificate(tls.cert);
  assert.deepEqual([server.checkIP("127.0.0.1"), server.checkIP("::1")], ["127.0.0.1", "::1"]);
  assert.equal(server.checkIssued(new X509Certificate(tls.authority)), true);
});

test("the authority stays the same for years; the server certificate is made anew in time, or for a new name", async (t) => {
  const folder = newFolder(t);
  const nowMs = Date.now();
  const first = await openTls(folder, NAMES, nowMs);
  const again = await openTls(folder, NAMES.slice(1), nowMs + 300 * DAY_MS);
  assert.deepEqual(again, first);
  const renewed = await openTls(folder, NAMES, nowMs + 370 * DAY_MS);
  assert.notEqual(renewed.cert, first.cert);
  assert.deepEqual(
    [renewed.authority, renewed.fingerprint],
    [first.authority, new X509Certificate(first.authority).fingerprint256],
  );
  const named = await openTls(folder, ["other.example"], nowMs);
  assert.equal(await serves(t, named, "other.example"), "200");
});

test("keys are for the plane alone, and a damaged one is not quietly replaced", async (t) => {
  const folder = newFolder(t);
  const { authority } = await openTls(folder, NAMES, Date.now());
  const mode = (name: string) => (statSync(join(folder, name)).mode & 0o777).toString(8);
  assert.deepEqual(["ca-with-key.pem", "server-with-key.pem"].map(mode), ["600", "600"]);
  assert.equal(readFileSync(join(folder, "ca.pem"), "utf8"), authority);
  writeFileSync(join(folder, "ca-with-key.pem"), authority);
  await assert.rejects(openTls(folder, NAMES, Date.now()), { code: "PLANE_DATA_UNUSABLE" });
});
