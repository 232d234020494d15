import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openFilePlane } from "../../src/airgap/index.ts";
import { systemClock } from "../../src/engine/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import {
  createHostKey,
  enrolBody,
  servePlaneFolder,
  verifyDesired,
} from "../../src/plane/index.ts";
import { createCliBench } from "../support/cli-world.ts";

const HOST_ID = "edge-4711";
const REQUEST = `bringup-request-${HOST_ID}.json`;
const DOCUMENT = `apiVersion: bringup/v1alpha1
kind: EdgeHost
spec:
  time:
    timezone: Europe/Berlin
`;

/** A host, a plane without a network between them, and a person with a stick. */
async function bench(t: TestContext) {
  const home = mkdtempSync(join(tmpdir(), "bringup-plane-files-"));
  t.after(() => rmSync(home, { recursive: true }));
  const data = join(home, "data");
  const plane = await servePlaneFolder({
    folder: data,
    listen: { host: "127.0.0.1", port: 0 },
  });
  await plane.close();
  const { http, files } = createMachineHost();
  let kept: unknown;
  const open = async () => {
    const key = await createHostKey();
    const port = openFilePlane({
      plane: home,
      ...{ http, files, key, clock: systemClock, offsetMs: 0, onOffset: () => {} },
      memory: {
        get: () => kept,
        set: (value) => {
          kept = structuredClone(value);
        },
      },
    });
    const body = enrolBody({
      host: { id: HOST_ID, idSource: "name", name: "rack12" },
      publicKey: key.jwk,
      ...{ method: "code", device: { archType: "amd64" } },
      agent: { name: "bringup", version: "0.1.0" },
    });
    const outcome = await port.enrol({ body, idempotencyKey: "key-1" });
    assert.ok(outcome.is === "enrolment", JSON.stringify(outcome));
    const request = (await port.byFiles?.request())?.text ?? assert.fail("no request");
    return { key, port, request, enrolmentId: outcome.enrolment.enrolmentId };
  };
  const type = async (request: string, ...argv: readonly string[]) => {
    const cli = createCliBench({
      files: { [join(home, REQUEST)]: request, "host.yaml": DOCUMENT },
    });
    const done = await cli.run("plane", "host", ...argv, "--data", data);
    return { ...done, answer: [...cli.written.values()][0] ?? "", written: cli.written };
  };
  return { home, open, type, path: join(home, REQUEST) };
}

test("a request on a stick is approved by its fingerprint, and the host believes the answer", async (t) => {
  const { home, open, type, path } = await bench(t);
  const { key, port, request, enrolmentId } = await open();
  const unread = await type(request, "approve-file", path);
  assert.equal(unread.exitCode, 5);
  assert.equal(unread.stdout, `Host ${HOST_ID}, rack12\nIts key: ${key.fingerprint}\n`);
  assert.match(unread.stderr, /approve-file .* --fingerprint/);
  const wrong = await type(request, "approve-file", path, "--fingerprint", "AA AA AA AA");
  assert.equal(wrong.exitCode, 5);
  const done = await type(request, "approve-file", path, "--fingerprint", key.fingerprint);
  assert.equal(done.exitCode, 0, done.stderr);
  assert.deepEqual([...done.written.keys()], [join(home, `bringup-answer-${HOST_ID}.json`)]);
  const signer = /to compare: (.+)/.exec(done.stdout)?.[1];
  const outcome = await port.byFiles?.take({ text: done.answer, confirmed: signer });
  assert.deepEqual(outcome, { is: "taken", decision: "approved", isNews: true });
  const polled = await port.poll({ enrolmentId });
  assert.ok(polled.is === "enrolment" && polled.enrolment.state === "approved");
  assert.equal(polled.enrolment.project, "Default");

  const { hostUid, signingKeys } = polled.enrolment;
  assert.equal((await type(request, "assign", HOST_ID, "-f", "host.yaml")).exitCode, 0);
  const newest = await type(request, "desired-file", HOST_ID);
  assert.match(newest.stdout, /revision 1\.\n$/);
  const taken = await port.byFiles?.take({ text: newest.answer });
  assert.deepEqual(taken, { is: "taken", revision: 1, isNews: true });
  const found = await port.desired({ hostUid });
  assert.ok(found.is === "desired");
  const verdict = await verifyDesired(found.jws, { keys: signingKeys, hostUid, nowMs: Date.now() });
  assert.equal(verdict.is, "verified");

  // The same request once more is the same host, now with what it shall be.
  const again = await type(request, "approve-file", path, "--fingerprint", key.fingerprint);
  assert.deepEqual(await port.byFiles?.take({ text: again.answer }), {
    ...{ is: "taken", decision: "approved", revision: 1, isNews: true },
  });
});

test("a rejection is carried back with its reason; a changed request is not decided on", async (t) => {
  const { open, type, path } = await bench(t);
  const { port, request, enrolmentId } = await open();
  const done = await type(request, "reject-file", path, "--reason", "wrong rack");
  const unsure = await port.byFiles?.take({ text: done.answer });
  assert.ok(unsure?.is === "unconfirmed");
  await port.byFiles?.take({ text: done.answer, confirmed: unsure.signer });
  const polled = await port.poll({ enrolmentId });
  assert.ok(polled.is === "enrolment" && polled.enrolment.state === "rejected");
  assert.equal(polled.enrolment.reason, "wrong rack");
  const forged = await type(request.replace("rack12", "rack99"), "approve-file", path);
  assert.equal(forged.exitCode, 2);
  assert.match(forged.stderr, /changed after the host signed it/);
});

test("a second machine with an ID that is taken is not approved by file either", async (t) => {
  const { open, type, path } = await bench(t);
  const first = await open();
  await type(first.request, "approve-file", path, "--fingerprint", first.key.fingerprint);
  const second = await open();
  const { fingerprint } = second.key;
  const refused = await type(second.request, "approve-file", path, "--fingerprint", fingerprint);
  assert.equal(refused.exitCode, 2);
  assert.match(refused.stderr, /another host is registered as edge-4711/);
});
