import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createMachineHost } from "../../src/host/index.ts";
import type { Answer, Snapshot } from "../../src/session/index.ts";
import { DEFAULTS } from "../../src/spec/index.ts";
import { createCliBench } from "../support/cli-world.ts";
import { createFakeHub } from "../support/fake-hub.ts";

const HOST_ID = "edge-4711";
const ANSWER = `bringup-answer-${HOST_ID}.json`;
const REQUEST = {
  is: "plane-request",
  name: `bringup-request-${HOST_ID}.json`,
  text: "{}",
} as const;

/** A host that waits for its plane by files. */
function bench(t: TestContext, answer: Answer) {
  const folder = mkdtempSync(join(tmpdir(), "bringup-airgap-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const start: Partial<Snapshot> = {
    host: {
      edgeId: { id: HOST_ID, shown: HOST_ID, origin: "name" },
      ...{ hostname: "rack12", addresses: [] },
    },
    registration: {
      ...{ state: "pending", message: "waits", sinceMs: 0, fingerprint: "AB CD EF GH" },
    },
  };
  const hub = createFakeHub(start);
  const { document } = hub.snapshot();
  const registration = { mode: "central", kind: "file" } as const;
  const effective = { ...DEFAULTS, spec: { ...DEFAULTS.spec, registration } };
  hub.set("document", { ...document, effective });
  hub.answerWith(() => answer);
  return { folder, cli: createCliBench({ hub, host: createMachineHost() }) };
}

test("a request goes into a folder of the person, with the key to compare", async (t) => {
  const { folder, cli } = bench(t, REQUEST);
  const { exitCode, stdout } = await cli.run("airgap", "request", folder);
  assert.equal(exitCode, 0);
  const path = join(folder, REQUEST.name);
  assert.deepEqual([...cli.written], [[path, REQUEST.text]]);
  assert.equal(
    stdout,
    `Wrote ${REQUEST.name} to ${path}.\nThe key of this host: AB CD EF GH\n` +
      "Carry it to the operator of the plane. With the answer: bringup airgap import\n",
  );
});

test("with the word sticks the engine writes it, and says where", async (t) => {
  const { cli } = bench(t, { ...REQUEST, on: "SITE" });
  const { exitCode, stdout } = await cli.run("airgap", "request", "sticks");
  assert.equal(exitCode, 0);
  assert.match(stdout, /to SITE\.\n/);
  assert.deepEqual(cli.hub.handled, [{ do: "plane-request", to: "sticks" }]);
});

test("an answer from an unknown signer is not taken before somebody compared", async (t) => {
  const outcome = {
    is: "unconfirmed",
    ...{ signer: "ABCDEFGHxyz", fingerprint: "AB CD EF GH", isOther: true },
  } as const;
  const { folder, cli } = bench(t, { is: "plane-answer", outcome });
  writeFileSync(join(folder, ANSWER), "an answer");
  const { exitCode, stderr } = await cli.run("airgap", "import", folder);
  assert.equal(exitCode, 5);
  assert.match(stderr, /nobody confirmed the key that signed the answer, AB CD EF GH/);
  assert.match(stderr, /trusts ANOTHER key/);
  assert.match(stderr, /bringup airgap import .* --fingerprint "AB CD EF GH"/);
  assert.deepEqual(cli.hub.handled, [{ do: "take-plane-answer", text: "an answer" }]);
});

test("what was taken is told, and the fingerprint goes along", async (t) => {
  const outcome = { is: "taken", decision: "approved", revision: 3, isNews: true } as const;
  const { folder, cli } = bench(t, { is: "plane-answer", outcome });
  writeFileSync(join(folder, ANSWER), "an answer");
  const path = join(folder, ANSWER);
  const done = await cli.run("airgap", "import", path, "--fingerprint", "AB CD EF GH");
  assert.equal(done.exitCode, 0);
  assert.equal(done.stdout, "The plane takes this host on.\nDesired state, revision 3: taken.\n");
  assert.deepEqual(cli.hub.handled, [
    { do: "take-plane-answer", text: "an answer", confirmed: "AB CD EF GH" },
  ]);
});

test("an answer that is not there, or only a link, never reaches the engine", async (t) => {
  const { folder, cli } = bench(t, { is: "ok" });
  const missing = await cli.run("airgap", "import", folder);
  assert.match(missing.stderr, /bringup-answer-edge-4711\.json is not there/);
  symlinkSync("/etc/passwd", join(folder, ANSWER));
  const other = bench(t, { is: "ok" }).cli;
  const linked = await other.run("airgap", "import", join(folder, ANSWER));
  assert.equal(linked.exitCode, 2);
  assert.match(linked.stderr, /it is a link: copy the file itself/);
  assert.deepEqual([...cli.hub.handled, ...other.hub.handled], []);
});
