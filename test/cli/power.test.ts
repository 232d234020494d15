import assert from "node:assert/strict";
import { test } from "node:test";
import { known, unknown } from "../../src/engine/index.ts";
import { createCliBench } from "../support/cli-world.ts";

test("without --yes it says what stops, does nothing, and waits for a person", async () => {
  const bench = createCliBench();
  const { exitCode, stdout, stderr } = await bench.run("power", "reboot");
  assert.equal(exitCode, 5);
  assert.equal(stdout, "To restart rack12-edge1 now: yes.\n  no cluster on this host\n");
  assert.match(stderr, /^bringup: nothing was done .*\n.*: bringup power reboot --yes\n$/);
  assert.deepEqual(bench.hub.handled, [{ do: "refresh" }]);
});

test("where it is not safe the name that is needed is said with the reason", async () => {
  const bench = createCliBench();
  const silent = unknown("refused");
  bench.hub.set("cluster", {
    ...{ distribution: "k3s", atMs: 0, installed: known({ version: "1.35.3+k3s1" }) },
    unit: known({ name: "k3s.service", active: "active", sub: "running", restarts: 0 }),
    ...{ api: silent, nodes: silent, pods: silent },
    certificateEndsMs: silent,
  });
  const { exitCode, stdout, stderr } = await bench.run("power", "off");
  assert.equal(exitCode, 5);
  assert.match(stdout, /cannot tell\.\n {2}the nodes of the cluster could not be asked\n$/);
  assert.match(stderr, /bringup power off --yes --name rack12-edge1\n$/);
});

test("with --yes the engine is asked, and says what happens", async () => {
  const bench = createCliBench();
  bench.hub.answerWith(() => ({ is: "ok", note: "this host goes off now" }));
  const { exitCode, stdout } = await bench.run("power", "off", "--yes", "--name", "rack12");
  assert.deepEqual([exitCode, stdout], [0, "this host goes off now.\n"]);
  assert.deepEqual(bench.hub.handled, [{ do: "power", to: "off", name: "rack12" }]);
});
