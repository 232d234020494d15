import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { findingOf, parseCertificates } from "../../src/certificates/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { PROXY_CA, ROOT_CA } from "../support/certificates.ts";
import { createCliBench } from "../support/cli-world.ts";

const ROOT = new X509Certificate(ROOT_CA);
const FINGERPRINT = ROOT.fingerprint256.replaceAll(":", "").toLowerCase();

function fileOf(t: TestContext, name: string, content: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), "bringup-certificate-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

test("a certificate is shown whole before anything is trusted, from PEM and DER alike", async (t) => {
  for (const content of [ROOT_CA, ROOT.raw]) {
    const bench = createCliBench({ host: createMachineHost() });
    const { stdout, exitCode } = await bench.run(
      "certificates",
      "show",
      fileOf(t, "a.crt", content),
    );
    assert.equal(exitCode, 0);
    assert.match(stdout, /^ {2}Subject {2}Example Root CA\n {2}Issuer {3}itself\n {2}Valid {4}\d/);
    assert.ok(stdout.includes(FINGERPRINT.slice(0, 4)));
    assert.deepEqual(bench.hub.handled, []);
  }
});

test("nothing is trusted without its fingerprint, and the hint has it", async (t) => {
  const bench = createCliBench({ host: createMachineHost() });
  const { exitCode, stderr } = await bench.run("certificates", "add", fileOf(t, "a.crt", ROOT_CA));
  assert.equal(exitCode, 5);
  assert.match(stderr, new RegExp(`--fingerprint ${FINGERPRINT.slice(0, 16)}`));
  const other = createCliBench({ host: createMachineHost() });
  const path = fileOf(t, "a.crt", ROOT_CA);
  const wrong = await other.run("certificates", "add", path, "--fingerprint", "00000000");
  assert.equal(wrong.exitCode, 2);
  assert.deepEqual([...bench.hub.handled, ...other.hub.handled], []);
});

test("with its fingerprint, however it is written, a certificate goes into the document", async (t) => {
  const bench = createCliBench({ host: createMachineHost() });
  const typed = ROOT.fingerprint256.slice(0, 14);
  const path = fileOf(t, "Corp Root.pem", PROXY_CA + ROOT_CA);
  const { exitCode, stdout } = await bench.run("certificates", "add", path, "--fingerprint", typed);
  assert.equal(exitCode, 0);
  assert.match(stdout, /^Added corp-root\. Our own connections trust it now\.\n/);
  const [command] = bench.hub.handled;
  assert.ok(command?.do === "save-document");
  assert.match(command.documentText, /name: corp-root/);
  assert.ok(command.documentText.includes(ROOT_CA.split("\n")[1] ?? "-"));
  assert.ok(!command.documentText.includes(PROXY_CA.split("\n")[1] ?? "-"));
});

test("the chain of a server is looked at by the engine, and the one to trust is offered", async () => {
  const bench = createCliBench();
  const finding = findingOf(parseCertificates(ROOT_CA), { nowMs: Date.UTC(2026, 10, 21) });
  const verdict = "This server is not believed here: its authority is not known.";
  bench.hub.answerWith(() => ({
    is: "certificates",
    finding: { ...finding, verdict, toTrust: FINGERPRINT },
  }));
  const { stdout } = await bench.run("certificates", "show", "https://plane.example");
  assert.ok(stdout.includes(verdict));
  assert.ok(stdout.includes(`The one to trust, if it is right: ${FINGERPRINT.slice(0, 16)}`));
  assert.deepEqual(bench.hub.handled, [
    { do: "look-for-certificates", at: "https://plane.example" },
  ]);
});

test("what is not there, or trusted by nobody, is said", async () => {
  const bench = createCliBench();
  const gone = await bench.run("certificates", "show", "/nowhere/a.pem");
  assert.match(gone.stderr, /\/nowhere\/a\.pem is not there/);
  const none = await createCliBench().run("certificates", "remove", "corp");
  assert.match(none.stderr, /there is none named corp/);
  const empty = await createCliBench().run("certificates", "list");
  assert.equal(empty.stdout, "The document trusts no certificate of its own.\n");
});
