import assert from "node:assert/strict";
import { test } from "node:test";
import type { UserDataFinding, UserDataPreview } from "../../../src/session/index.ts";
import { createFakeHub } from "../../support/fake-hub.ts";
import { conversePlainly } from "../../support/plain-conversation.ts";
import { planOf } from "../../support/plans.ts";
import { freshSnapshot } from "../../support/session.ts";

const PLAN = planOf({ hash: "c0ffee".repeat(10), steps: [] });
const PREVIEW: UserDataPreview = {
  layer: "site",
  changes: [{ path: "spec.host.hostname", after: "rack12-edge1" }],
  refused: [],
  overruled: [],
  leftAlone: [],
};
const FINDING: UserDataFinding = {
  found: [{ id: "ab12", medium: "CIDATA (vfat)", hasMetaData: false, issues: [], rows: [] }],
  problems: [],
};

async function converse(...answers: readonly string[]) {
  const hub = createFakeHub(freshSnapshot());
  hub.answerWith((command) => {
    if (command.do === "look-for-user-data") return { is: "user-data", finding: FINDING };
    if (command.do !== "plan") return { is: "ok" };
    const { documentText } = command;
    return { is: "planned", plan: { plan: PLAN, documentText, preview: PREVIEW } };
  });
  const { stdout } = await conversePlainly(hub, answers);
  return {
    stdout,
    asked: hub.handled.map(({ do: what }) => what).filter((what) => what !== "run-checks"),
  };
}

test("in plain mode user-data of a medium is looked at, shown and taken over by the word yes alone", async () => {
  const { stdout, asked } = await converse("user-data", "yes", "yes", "exit");
  assert.match(stdout, /Taken over of user-data: 0 values\n/);
  assert.match(stdout, /Found on CIDATA \(vfat\): 0 values\n/);
  assert.match(stdout, /There is no file meta-data beside it/);
  assert.match(stdout, /spec\.host\.hostname: nothing -> rack12-edge1\n/);
  assert.deepEqual(asked, ["look-for-user-data", "plan", "approve"]);
});

test("Enter looks at nothing, and Enter after the plan takes nothing over", async () => {
  const nothing = await converse("user-data", "", "exit");
  assert.deepEqual(nothing.asked, []);
  const planned = await converse("user-data", "yes", "", "exit");
  assert.deepEqual(planned.asked, ["look-for-user-data", "plan"]);
});
