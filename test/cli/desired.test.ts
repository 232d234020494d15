import assert from "node:assert/strict";
import { test } from "node:test";
import { BringupError, errorView } from "../../src/errors/index.ts";
import { createCliBench } from "../support/cli-world.ts";

const JWS = "eyJhbGciOiJFZERTQSJ9.eyJyZXZpc2lvbiI6M30.c2ln";

test("a desired state from a file is handed to the host without its line end", async () => {
  const bench = createCliBench({ files: { "desired.jws": `${JWS}\n` } });
  const { exitCode } = await bench.run("desired", "import", "desired.jws");
  assert.equal(exitCode, 0);
  assert.deepEqual(bench.hub.handled, [{ do: "take-desired", jws: JWS, mayBeOlder: false }]);
});

test("the revision in force is told with how the host differs from it", async () => {
  const none = await createCliBench().run("desired", "show");
  assert.deepEqual(
    [none.exitCode, none.stdout.split("\n")[0]],
    [0, "No desired state of a plane is in force on this host."],
  );
  const refused = createCliBench();
  const problem = errorView(new BringupError("DESIRED_UNTRUSTED", "not accepted"));
  refused.hub.set("registration", { state: "active", message: "", sinceMs: 0, problem });
  assert.equal((await refused.run("desired", "show")).exitCode, 1);
  const bench = createCliBench();
  const plane = "https://plane.example";
  const view = {
    state: "offline",
    message: "away",
    sinceMs: 0,
    plane,
    desired: { revision: 3 },
  } as const;
  bench.hub.set("registration", view);
  const message = "Repaired by itself from revision 3 of the plane: Name this host rack12.";
  const drifted = { type: "Drifted", status: "False", reason: "Repaired", message } as const;
  bench.hub.set("conditions", [{ ...drifted, observedGeneration: 1, sinceMs: 0 }]);
  const { exitCode, stdout } = await bench.run("desired", "show");
  assert.equal(exitCode, 0);
  assert.equal(
    stdout,
    `Revision 3 of https://plane.example is in force, its signature verified.\n${message}\n`,
  );
});
