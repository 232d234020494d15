import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { openTestRehearsal } from "../support/rehearsal.ts";

const DOCUMENT = `apiVersion: bringup/v1alpha1
kind: EdgeHost
spec:
  host:
    hostname: rack12-edge1
`;

test("what a boot took away comes back by itself, on the record", async (t) => {
  const first = await openTestRehearsal(t);
  const planned = await first.client.send({ do: "plan", documentText: DOCUMENT });
  if (planned.is !== "planned") assert.fail(JSON.stringify(planned));
  await first.client.send({ do: "approve", hash: planned.plan.plan.hash });
  await first.until("the run to end", ({ run }) => run !== null && run.endedMs !== null);
  await first.stop();

  const sandbox = join(first.stateDir, "sandbox");
  await rm(join(sandbox, "etc/hostname"));
  // The image's own file is back, as after a boot of an immutable system; and it is another boot.
  await writeFile(join(sandbox, "etc/hostname"), "localhost\n");
  await writeFile(join(sandbox, "run/bringup/boot-id"), "another boot\n");
  const second = await openTestRehearsal(t, first.stateDir);
  const { run } = await second.until(
    "the host to be brought back",
    (snapshot) => snapshot.run?.actor.user === "boot" && snapshot.run.endedMs !== null,
  );
  assert.equal(run?.state, "succeeded", run?.message);
});

test("two approvals at once make one run", async (t) => {
  const { client, until } = await openTestRehearsal(t);
  const planned = await client.send({ do: "plan", documentText: DOCUMENT });
  if (planned.is !== "planned") assert.fail(JSON.stringify(planned));
  const { hash } = planned.plan.plan;
  const answers = await Promise.all([
    client.send({ do: "approve", hash }),
    client.send({ do: "approve", hash }),
  ]);
  assert.equal(answers[0]?.is, "run");
  assert.equal(answers[1]?.is, "refused", "the second finds a run in progress, or another host");
  await until("the run to end", ({ run }) => run !== null && run.endedMs !== null);
  const listed = await client.send({ do: "list-runs" });
  assert.equal(listed.is === "runs" && listed.runs.length, 1);
});
