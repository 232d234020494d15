import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createServer as createTls } from "node:tls";
import type { EngineClient } from "../../src/session/index.ts";
import { setIn } from "../../src/spec/index.ts";
import { pem } from "../contract/listen.ts";
import { openTestRehearsal } from "../support/rehearsal.ts";

const CA = pem("ca");

async function serverUrl(t: TestContext): Promise<string> {
  const options = { cert: pem("server") + CA, key: pem("server-key") };
  const server = createTls(options, (socket) => socket.on("error", () => undefined));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return `https://localhost:${(server.address() as AddressInfo).port}`;
}

async function findingAt(client: EngineClient, at: string) {
  const answer = await client.send({ do: "look-for-certificates", at });
  assert.ok(answer.is === "certificates", JSON.stringify(answer));
  return answer.finding;
}

test("what a server shows is not believed until its authority stands in the document, and then at once", async (t) => {
  const url = await serverUrl(t);
  const { client } = await openTestRehearsal(t);
  const before = await findingAt(client, url);
  const authority = before.found.find(({ view }) => view.fingerprint === before.toTrust);
  assert.equal(before.verdict, "This server is not believed here: its authority is not known.");
  const { text, generation } = client.snapshot().document;
  const value = [{ name: "lab", pem: authority?.view.pem ?? "" }];
  const documentText = setIn(text, [{ path: "spec.certificates.trusted", value }]);
  const saved = await client.send({
    do: "save-document",
    documentText,
    expectedGeneration: generation,
  });
  assert.equal(saved.is, "ok", JSON.stringify(saved));
  const after = await findingAt(client, url);
  assert.deepEqual([after.verdict, after.toTrust], ["This host believes this server.", undefined]);
});

test("a file that is not there is said, as is a rehearsal without sticks", async (t) => {
  const { client } = await openTestRehearsal(t);
  const folder = await mkdtemp(join(tmpdir(), "bringup-look-"));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "a.pem"), CA);
  // The practice host has files of its own; those of this machine are not its.
  const answer = await client.send({ do: "look-for-certificates", at: join(folder, "a.pem") });
  assert.ok(answer.is === "refused");
  assert.equal(answer.error.code, "DOCUMENT_UNREADABLE");
  const { found, problems } = await findingAt(client, "sticks");
  assert.deepEqual(found, []);
  assert.equal(problems.length, 1);
});
