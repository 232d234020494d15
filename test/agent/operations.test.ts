import assert from "node:assert/strict";
import { test } from "node:test";
import { openTestRehearsal } from "../support/rehearsal.ts";

test("an operation nobody knows is refused by its name", async (t) => {
  const { client } = await openTestRehearsal(t);
  const answer = await client.send({ do: "plan-operation", operation: "fly", params: {} });
  assert.ok(answer.is === "refused", JSON.stringify(answer));
  assert.deepEqual(
    [answer.error.code, answer.error.message],
    ["USAGE", 'there is no operation "fly"'],
  );
});
