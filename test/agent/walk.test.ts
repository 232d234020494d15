import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answer } from "../../src/session/index.ts";
import { exportDocument } from "../../src/spec/index.ts";
import { PRACTICE_DOCUMENT } from "../support/practice-document.ts";
import { openTestRehearsal, type TestRehearsal } from "../support/rehearsal.ts";

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
  await destroyed(rehearsal);
});

/** The cluster goes, the document says so, and the settings of the host stay. */
async function destroyed({ client, until }: TestRehearsal): Promise<void> {
  const params = { cluster: "rack12", distribution: "k3s" };
  const command = { do: "plan-operation", operation: "destroy", params } as const;
  const { hash } = planned(await client.send(command));
  const unnamed = await client.send({ do: "approve", hash });
  assert.ok(unnamed.is === "refused" && unnamed.error.code === "DATA_LOSS_UNCONFIRMED");
  assert.match(unnamed.error.hint, /rack12/);
  const answer = await client.send({ do: "approve", hash, name: "rack12" });
  assert.equal(answer.is, "run", JSON.stringify(answer));
  const ended = await until(
    "the run to end",
    ({ run }) => run?.planHash === hash && run.endedMs !== null,
  );
  assert.equal(ended.run?.state, "succeeded", ended.run?.message);
  const { spec } = ended.document.effective;
  assert.deepEqual([spec.cluster, spec.host?.hostname], [undefined, "rack12-edge1"]);
  await until("no cluster to be seen", ({ cluster }) => cluster === null);
}
