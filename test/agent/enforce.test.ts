import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { generateKeyPair } from "jose";
import { signDesired } from "../../src/plane/desired.ts";
import { type Plane, startPlane } from "../../src/plane/index.ts";
import type { Snapshot } from "../../src/session/index.ts";
import { eventually } from "../support/eventually.ts";
import { openTestRehearsal, type TestRehearsal } from "../support/rehearsal.ts";

const TOKEN = "tok-4711-abcdefghijkl";

/** A host that a plane has taken on and told what to be. */
async function enforced(t: TestContext, spec: object): Promise<[TestRehearsal, Plane]> {
  const tokens = [{ token: TOKEN }];
  const plane = await startPlane({ listen: { host: "127.0.0.1", port: 0 }, tokens });
  t.after(() => plane.close());
  const host = await openTestRehearsal(t);
  await host.client.send({ do: "register", method: "token", plane: plane.url, token: TOKEN });
  await host.until("an active registration", ({ registration: { state } }) => state === "active");
  await host.client.send({ do: "release-lease" });
  await plane.assign(plane.hosts()[0]?.uid ?? "", spec);
  return [host, plane];
}

const hostnameOf = ({ stateDir }: TestRehearsal) =>
  readFile(join(stateDir, "sandbox/etc/hostname"), "utf8");
/** What is said of a repair that was done by itself. */
async function saidRepaired({ until }: TestRehearsal) {
  const repaired = ({ conditions }: Snapshot) =>
    conditions.find(({ type, reason }) => type === "Drifted" && reason === "Repaired");
  return repaired(await until("a repair to be said", (now) => repaired(now) !== undefined));
}

const drift = (host: TestRehearsal) =>
  host.client.snapshot().conditions.find(({ type }) => type === "Drifted");

test("what a plane wants is done without anybody asking; with the plane gone and the host started anew, an edited file is repaired from it", async (t) => {
  const [host, plane] = await enforced(t, { host: { hostname: "rack12-edge1" } });
  await eventually("the host has its name", async () => {
    return (await hostnameOf(host)) === "rack12-edge1\n";
  });
  await saidRepaired(host);
  await host.stop();
  await plane.close();

  const sandbox = join(host.stateDir, "sandbox");
  await writeFile(join(sandbox, "etc/hostname"), "somebody-else\n");
  await writeFile(join(sandbox, "run/bringup/boot-id"), "another boot\n");
  const again = await openTestRehearsal(t, host.stateDir);
  // From the beginning: it is said for a moment only, and then that all is as asked.
  const said = saidRepaired(again);
  const { run, activity } = await again.until(
    "the host to be brought back",
    (snapshot) => snapshot.run?.actor.user === "boot" && snapshot.run.endedMs !== null,
  );
  assert.equal(run?.state, "succeeded", run?.message);
  assert.equal(await hostnameOf(again), "rack12-edge1\n");
  assert.ok(
    activity.some(({ message }) => message.startsWith("repairs by itself, from revision 1")),
  );
  assert.match((await said)?.message ?? "", /^Repaired by itself from revision 1 of the plane: /);
  assert.notEqual(again.client.snapshot().registration.state, "active", "the plane is gone");
  const audit = await again.client.send({ do: "audit" });
  assert.ok(audit.is === "audit" && audit.entries.some((one) => one.action === "drift-repaired"));
  await again.stop();
});

test("under the hands of a person nothing is repaired, and at once when they let go; what they have to approve is said with the reason", async (t) => {
  const spec = { host: { hostname: "rack12-edge1" } };
  const [host, plane] = await enforced(t, spec);
  await saidRepaired(host);
  await host.client.send({ do: "take-lease" });
  await plane.assign(plane.hosts()[0]?.uid ?? "", {
    host: { hostname: "rack12-edge2" },
    network: { interfaces: [{ name: "eth0", mtu: 1400 }] },
  });
  await eventually("it waits for the person", () => drift(host)?.reason === "PersonAtWork");
  assert.equal(await hostnameOf(host), "rack12-edge1\n");
  const said = saidRepaired(host);
  await host.client.send({ do: "release-lease" });
  const { status, message = "" } = (await said) ?? {};
  assert.equal(await hostnameOf(host), "rack12-edge2\n");
  assert.match(message, /^Repaired by itself from revision 2 of the plane: .* More is asked, but /);
  assert.equal(status, "True", "the network is left to a person");
  await host.stop();
});

test("what comes back within minutes is repaired twice and then left alone, and that is remembered over a new start", async (t) => {
  const [host, plane] = await enforced(t, { host: { hostname: "rack12-edge1" } });
  await saidRepaired(host);
  const file = join(host.stateDir, "sandbox/etc/hostname");
  /** As another program would; the look that follows need not wait for the minute. */
  async function writtenOver(of: TestRehearsal): Promise<void> {
    await of.client.send({ do: "take-lease" });
    await writeFile(file, "somebody-else\n");
    await of.client.send({ do: "release-lease" });
  }
  for (const time of ["once", "twice"]) {
    await writtenOver(host);
    await eventually(`repaired ${time}`, async () => (await hostnameOf(host)) === "rack12-edge1\n");
    await eventually("that is said", () => drift(host)?.status === "False");
  }
  await writtenOver(host);
  await eventually("two are at work", () => drift(host)?.reason === "Contention");
  assert.equal(await hostnameOf(host), "somebody-else\n");
  await host.stop();
  await plane.close();

  const again = await openTestRehearsal(t, host.stateDir);
  await again.until("still so", () => drift(again)?.reason === "Contention");
  assert.equal(await hostnameOf(again), "somebody-else\n");
  await again.stop();
});

test("from a file comes the same as from the plane: taken, done, and refused where it is not for this host", async (t) => {
  const [host, plane] = await enforced(t, { host: { hostname: "rack12-edge1" } });
  await saidRepaired(host);
  const hostUid = plane.hosts()[0]?.uid ?? "";
  const { privateKey } = await generateKeyPair("EdDSA");
  const claims = { revision: 2, issuedAt: new Date().toISOString(), hostUid, spec: {} };
  const jws = await signDesired(claims, { kid: "another", secret: privateKey });
  const refused = await host.client.send({ do: "take-desired", jws });
  assert.ok(refused.is === "refused" && refused.error.code === "DESIRED_UNTRUSTED");
  assert.match(refused.error.message, /signed by a key this host does not know/);
  assert.equal(await hostnameOf(host), "rack12-edge1\n");
  await host.stop();
});
