import assert from "node:assert/strict";
import { test } from "node:test";
import { startPlane } from "../../src/plane/index.ts";
import { openTestRehearsal } from "../support/rehearsal.ts";

test("a host whose document names plane and way registers by itself; local mode ends that for good", async (t) => {
  const plane = await startPlane({ listen: { host: "127.0.0.1", port: 0 }, tokens: [] });
  t.after(() => plane.close());
  const documentText = `apiVersion: bringup/v1alpha1
kind: EdgeHost
spec:
  registration:
    mode: central
    plane: ${plane.url}
    method: qr
`;
  const first = await openTestRehearsal(t);
  await first.client.send({ do: "save-document", documentText, expectedGeneration: 0 });
  assert.equal(first.client.snapshot().registration.state, "unconfigured", "not before a start");
  await first.stop();

  const second = await openTestRehearsal(t, first.stateDir);
  const asked = await second.until(
    "a code",
    ({ registration }) => registration.state === "pending",
  );
  assert.equal(plane.pending()[0]?.userCode, asked.registration.approval?.userCode);
  assert.deepEqual(await second.client.send({ do: "go-local" }), {
    is: "ok",
    note: "generation 2",
  });
  await second.stop();

  const third = await openTestRehearsal(t, first.stateDir);
  assert.equal(third.client.snapshot().registration.state, "local");
  const { document } = third.client.snapshot();
  assert.deepEqual(document.effective.spec.registration, { mode: "local", plane: plane.url });
  await third.stop();
});
