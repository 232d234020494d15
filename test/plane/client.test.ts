import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../src/engine/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { createHostKey, createPlaneClient, enrolBody, startPlane } from "../../src/plane/index.ts";

test("a host enrols, reports and leaves, and leaving twice is no error", async (t) => {
  const listen = { host: "127.0.0.1", port: 0 };
  const plane = await startPlane({ listen, tokens: [{ token: "good-token-123" }] });
  t.after(() => plane.close());
  const key = await createHostKey();
  const { http } = createMachineHost();
  const client = createPlaneClient({ baseUrl: `${plane.url}/`, http, key, clock: systemClock });
  const enrolled = await client.enrol({
    body: enrolBody({
      host: { id: "edge-1", idSource: "DMI product UUID", name: "rack12" },
      publicKey: key.jwk,
      method: "token",
      device: {},
      agent: { name: "bringup", version: "0.1.0" },
    }),
    idempotencyKey: "key-00001",
    token: "good-token-123",
  });
  assert.ok(enrolled.is === "enrolment" && enrolled.enrolment.state === "approved");
  const { hostUid } = enrolled.enrolment;
  const access = await client.token(hostUid);
  assert.ok(access.is === "token");
  const { accessToken } = access;
  const beat = {
    seq: 1,
    bootId: "boot-1",
    at: "2026-01-01T00:00:00Z",
    uptimeSec: 1,
    phase: "registration",
    agentVersion: "0.1.0",
    observedRevision: 0,
    conditions: [],
  };
  assert.deepEqual(await client.heartbeat({ hostUid, accessToken, beat }), {
    is: "heard",
    nextMs: 60_000,
    desiredRevision: 0,
  });
  assert.deepEqual(await client.desired({ hostUid, accessToken }), { is: "none-assigned" });
  await plane.assign(hostUid, {});
  const desired = await client.desired({ hostUid, accessToken });
  assert.equal(desired.is, "desired");
  assert.deepEqual(await client.desired({ hostUid, accessToken, etag: '"1"' }), {
    is: "unchanged",
  });
  assert.deepEqual(await client.remove(hostUid), { is: "removed" });
  assert.deepEqual(await client.remove(hostUid), { is: "removed" });
  assert.deepEqual(plane.hosts(), []);
  assert.deepEqual(await client.heartbeat({ hostUid, accessToken, beat }), { is: "access-over" });
  const gone = await client.token(hostUid);
  assert.equal(gone.is === "trouble" && gone.problem.code, "HOST_DELETED");
});
