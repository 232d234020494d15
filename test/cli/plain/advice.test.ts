import assert from "node:assert/strict";
import { test } from "node:test";
import type { StoresSlice } from "../../../src/session/index.ts";
import { lostOwn } from "../../support/advice-pictures.ts";
import { createCliBench } from "../../support/cli-world.ts";
import { createFakeHub } from "../../support/fake-hub.ts";
import { conversePlainly } from "../../support/plain-conversation.ts";
import { freshSnapshot } from "../../support/session.ts";

async function converse(stores: StoresSlice | undefined, ...answers: readonly string[]) {
  const hub = createFakeHub(freshSnapshot(stores === undefined ? {} : { stores }));
  const { stdout } = await conversePlainly(hub, answers);
  return stdout;
}

test("plain mode says how the worst datastore is, what to do, and reads the steps on demand", async () => {
  const said = await converse(lostOwn(Date.now()), "what", "recovery", "back", "exit");
  assert.match(said, /^Quorum: LOST: 1 of 3 voters answer, 2 needed\.$/m);
  assert.match(said, /^Do now: bring back 1 of: node-2, node-3\.$/m);
  assert.match(said, /^The word recovery reads the steps\.$/m);
  assert.match(said, /^1 Stop it$/m);
  assert.match(said, /^Type +systemctl stop example$/m);
  assert.match(said, /^Danger +The API is gone/m);
});

test("without a datastore plain mode says so", async () => {
  assert.match(await converse(undefined, "what", "exit"), /^No datastore is known here\.$/m);
});

test("status --recovery prints the steps of a lost quorum, as an object for programs, and exits 1", async () => {
  const lost = { ...freshSnapshot(), stores: lostOwn(Date.now()) };
  const text = await createCliBench({ hub: createFakeHub(lost) }).run("status", "--recovery");
  assert.match(text.stdout, /^etcd: LOST; 1 of 3 voters answer, 2 needed\.$/m);
  assert.match(text.stdout, /^2 Make a cluster of one$/m);
  assert.equal(text.exitCode, 1);
  const json = await createCliBench({ hub: createFakeHub(lost) }).run(
    ...["status", "--recovery", "--json"],
  );
  assert.equal(JSON.parse(json.stdout).guides[0].steps.length, 2);
  const well = await createCliBench().run("status", "--recovery");
  assert.equal(well.stdout, "No datastore has lost its quorum.\n");
});
