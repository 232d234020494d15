import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answer } from "../../src/session/index.ts";
import { exportDocument } from "../../src/spec/index.ts";
import { PRACTICE_DOCUMENT } from "../support/practice-document.ts";
import { openTestRehearsal } from "../support/rehearsal.ts";

function planned(answer: Answer) {
  assert.equal(answer.is, "planned", JSON.stringify(answer));
  return answer.is === "planned" ? answer.plan.plan : assert.fail();
}

test("a document becomes a Ready node, and its export is a no-op", async (t) => {
  const rehearsal = await openTestRehearsal(t);
  const { client, until } = rehearsal;
  const plan = planned(await client.send({ do: "plan", documentText: PRACTICE_DOCUMENT }));
  assert.deepEqual(plan.blocked, []);
  assert.ok(plan.steps.length > 5);
  const answer = await client.send({ do: "approve", hash: plan.hash });
  assert.equal(answer.is, "run", JSON.stringify(answer));
  const ended = await until("the run to end", ({ run }) => run?.endedMs !== null);
  assert.equal(ended.run?.state, "succeeded", ended.run?.message);
  const ready = await until(
    "a Ready node",
    ({ cluster }) => cluster?.nodes.is === "known" && cluster.nodes.value[0]?.ready === "True",
  );
  assert.equal(ready.document.text, PRACTICE_DOCUMENT, "comments and order of the person stay");
  const text = exportDocument(ready.document.effective);
  const again = planned(await client.send({ do: "plan", documentText: text }));
  assert.deepEqual(again.steps, []);
  const applied = await client.send({ do: "approve", hash: again.hash });
  assert.deepEqual(applied, { is: "ok", note: "nothing to do: the host is as asked" });
});
