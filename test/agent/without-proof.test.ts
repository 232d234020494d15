import assert from "node:assert/strict";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { practiceFiles, SITE } from "../support/practice-network.ts";
import { openTestRehearsal } from "../support/rehearsal.ts";
import { removeTree } from "../support/remove-tree.ts";

/** Of a site that is not where the box is prepared. */
const DOCUMENT = `apiVersion: bringup/v1alpha1
kind: EdgeHost
spec:
  network:
    interfaces:
      - name: eth0
        ipv4: { method: static, addresses: [172.31.7.20/24], gateway: 172.31.7.1 }
        dns: { servers: [172.31.7.2] }
`;

test("a box is prepared for another site: planned without proof, kept by hand, and recorded so", async (t) => {
  const stateDir = await mkdtemp(join(tmpdir(), "bringup-test-"));
  await practiceFiles(stateDir, SITE);
  const { client, until } = await openTestRehearsal(t, stateDir);
  t.after(() => removeTree(stateDir));
  const planned = await client.send({ do: "plan", documentText: DOCUMENT });
  assert.ok(planned.is === "planned");
  const { hash } = planned.plan.plan;
  const again = await client.send({ do: "plan-without-proof", hash });
  assert.ok(again.is === "planned");
  const { plan } = again.plan;
  assert.notEqual(plan.hash, hash);
  assert.deepEqual(
    plan.steps.map(({ title, mark }) => [title, mark]),
    [["eth0: 10.10.216.81/24 becomes 172.31.7.20/24, without proof", "UNPROVED"]],
  );
  assert.equal((await client.send({ do: "approve", hash: plan.hash })).is, "run");
  const { network } = await until("it to be in force", (now) => now.network?.state === "applied");
  assert.equal(network?.withoutProof, true);
  assert.equal((await client.send({ do: "network", decide: "keep" })).is, "ok");
  const { run } = await until("the run to end", (now) => now.run?.endedMs != null);
  assert.equal(run?.state, "succeeded", run?.message);
  const audit = await client.send({ do: "audit" });
  assert.deepEqual(
    audit.is === "audit" &&
      audit.entries
        .filter(({ action }) => action === "plan-approved")
        .map(({ actor, detail }) => [actor.user, detail]),
    [["ada", "1 steps, the change of the network without proof"]],
  );
});
