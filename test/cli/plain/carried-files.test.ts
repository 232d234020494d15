import assert from "node:assert/strict";
import { test } from "node:test";
import type { Snapshot } from "../../../src/session/index.ts";
import { createFakeHub } from "../../support/fake-hub.ts";
import { conversePlainly } from "../../support/plain-conversation.ts";
import { finishedSnapshot } from "../../support/session.ts";

function byFiles(): Snapshot {
  const snapshot = finishedSnapshot();
  const { effective } = snapshot.document;
  const spec = { ...effective.spec, registration: { mode: "central", kind: "file" } as const };
  return { ...snapshot, document: { ...snapshot.document, effective: { ...effective, spec } } };
}

async function converse(...answers: readonly string[]) {
  const hub = createFakeHub(byFiles());
  hub.answerWith((command) => {
    if (command.do === "plane-request") {
      return { is: "plane-request", name: "bringup-request-edge.json", text: "", on: "KINGSTON" };
    }
    if (command.do === "take-plane-answer") {
      return { is: "plane-answer", outcome: { is: "taken", revision: 4, isNews: true } };
    }
    if (command.do !== "look-at-plane-file") return { is: "ok" };
    const look = { is: "readable", holds: "desired", signer: "k7 Xa p0 Rz" } as const;
    const revisions = { trust: "trusted", revision: 4, inForce: 3 } as const;
    return { is: "plane-file", at: command.at, text: "{}", look: { ...look, ...revisions } };
  });
  const { stdout } = await conversePlainly(hub, answers);
  return { stdout, asked: hub.handled.filter(({ do: what }) => what !== "run-checks") };
}

test("in plain mode the request goes out on a stick, and the answer is shown before it is taken over", async () => {
  const { stdout, asked } = await converse(
    ...["registration", "files", "write", "look", "/mnt/a.json", "yes", "leave", "exit"],
  );
  assert.match(stdout, /Wrote bringup-request-edge\.json to KINGSTON\./);
  assert.match(stdout, /Signed by: k7 Xa p0 Rz, the key of the plane as this host knows it/);
  assert.match(stdout, /Desired state: revision 4, newer than 3 in force/);
  assert.match(stdout, /Desired state, revision 4: taken over\./);
  assert.deepEqual(asked, [
    { do: "plane-request", to: "sticks" },
    { do: "look-at-plane-file", at: "/mnt/a.json" },
    { do: "take-plane-answer", text: "{}" },
  ]);
});

test("in plain mode anything but yes takes nothing over", async () => {
  const { asked } = await converse("registration", "files", "look", "", "no", "leave", "exit");
  assert.deepEqual(asked, [{ do: "look-at-plane-file", at: "sticks" }]);
});
