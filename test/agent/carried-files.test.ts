import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { EngineClient } from "../../src/session/index.ts";
import { createOperator, desiredFile } from "../airgap/operator.ts";
import { openTestRehearsal } from "../support/rehearsal.ts";

async function requestOf(client: EngineClient): Promise<string> {
  const answer = await client.send({ do: "plane-request" });
  assert.ok(answer.is === "plane-request", JSON.stringify(answer));
  return answer.text;
}

/** Lies where a person copied it to, and is looked at there. */
async function lookAt(client: EngineClient, folder: string, text: string) {
  writeFileSync(join(folder, "brought.json"), text);
  const answer = await client.send({ do: "look-at-plane-file", at: "/brought.json" });
  assert.ok(answer.is === "plane-file", JSON.stringify(answer));
  assert.equal(
    answer.text,
    answer.look.is === "readable" ? text : "",
    "nothing else is handed out",
  );
  return answer.look;
}

async function take(client: EngineClient, text: string, confirmed?: string) {
  const answer = await client.send({
    ...{ do: "take-plane-answer", text },
    ...(confirmed === undefined ? {} : { confirmed }),
  });
  assert.ok(answer.is === "plane-answer", JSON.stringify(answer));
  return answer.outcome;
}

test("a host without a network is taken on by files, holds itself to what they say, also after a restart", async (t) => {
  const operator = await createOperator();
  const { client, until, stateDir, stop } = await openTestRehearsal(t);
  await until("an ID", ({ host }) => host.edgeId !== null);
  const hostId = client.snapshot().host.edgeId?.id ?? "";
  await client.send({ do: "register", method: "manual", kind: "file" });
  const asked = await until("a request", ({ registration }) => registration.state === "pending");
  assert.match(asked.registration.message, /bringup-request-.*to the operator of the plane/);

  const approval = await operator.answer(await requestOf(client));
  const folder = join(stateDir, "sandbox");
  const seen = await take(client, approval);
  assert.deepEqual(seen, {
    ...{ is: "unconfirmed", isOther: false },
    ...{ signer: operator.signer.key.kid, fingerprint: operator.fingerprint },
  });
  const hostUid = operator.taken.get(hostId) ?? "";
  const desired = await operator.desired(hostUid, 3);
  const answer = await operator.answer(await requestOf(client), { desired });
  const isNew = { is: "readable", holds: "answer", signer: operator.fingerprint } as const;
  assert.deepEqual(await lookAt(client, folder, answer), {
    ...{ ...isNew, trust: "new", decision: "approved", revision: 3 },
  });
  assert.equal(client.snapshot().registration.state, "pending", "a look changes nothing");
  const taken = await take(client, answer, operator.fingerprint);
  assert.deepEqual(taken, { is: "taken", decision: "approved", revision: 3, isNews: true });
  const active = await until(
    "the desired state",
    ({ registration, document }) =>
      registration.state === "active" && document.effective.spec.host?.hostname === "rack12",
  );
  assert.match(active.registration.message, /brought as a file/);
  assert.equal(active.registration.lastHeartbeatMs, undefined, "nobody heard a report");

  const next = desiredFile(hostId, await operator.desired(hostUid, 4, { host: { hostname: "b" } }));
  assert.deepEqual(await lookAt(client, folder, next), {
    ...{ is: "readable", holds: "desired", signer: operator.fingerprint },
    ...{ trust: "trusted", revision: 4, inForce: 3 },
  });
  assert.deepEqual(await take(client, next), { is: "taken", revision: 4, isNews: true });
  await until("the next one", ({ document }) => document.effective.spec.host?.hostname === "b");
  const old = await take(client, desiredFile(hostId, desired));
  assert.match(old.is === "refused" ? old.why : "", /revision 3, older than 4 in force/);
  const jws = await operator.desired(hostUid, 2);
  const older = await lookAt(client, folder, jws);
  assert.ok(older.is === "readable" && older.revision === 2 && older.inForce === 4);
  const other = await (await createOperator()).desired(hostUid, 9);
  const foreign = await lookAt(client, folder, other);
  assert.match(foreign.is === "refused" ? foreign.why : "", /a key this host does not know/);
  await stop();

  const again = await openTestRehearsal(t, stateDir);
  await again.until("the same", ({ document }) => document.effective.spec.host?.hostname === "b");
  assert.equal((await requestOf(again.client)).includes(hostId), true);
  await again.stop();
});

test("files are refused where the plane is reached over the network", async (t) => {
  const { client } = await openTestRehearsal(t);
  const answer = await client.send({ do: "take-plane-answer", text: "{}" });
  assert.ok(answer.is === "refused");
  assert.equal(answer.error.code, "USAGE");
  assert.match(answer.error.hint, /bringup airgap request/);
});
