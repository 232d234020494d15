import assert from "node:assert/strict";
import { test } from "node:test";
import { createCliBench } from "../support/cli-world.ts";
import { eventually } from "../support/eventually.ts";
import { plannedStep, planOf, runOf } from "../support/plans.ts";
import { TRIAL } from "../support/trial.ts";

test("what is tried is told with the way to reconnect and what happens without an answer", async () => {
  const bench = createCliBench();
  bench.hub.set("network", TRIAL);
  const { exitCode, stdout } = await bench.run("network", "show");
  assert.equal(exitCode, 0);
  assert.deepEqual(stdout.split("\n"), [
    "The change of eth0 is in force: 1:43 left to keep it.",
    "         WAS              NOW",
    "Method   DHCP             static",
    "Address  10.10.216.81/24  10.10.216.90/24",
    "Gateway  10.10.216.1      10.10.216.1",
    "DNS      10.10.216.1      10.10.216.1, 9.9.9.9",
    "ok      eth0 has a link",
    "ok      10.10.216.90/24",
    "ok      10.10.216.1 answers",
    "fail    no name server answers: 9.9.9.9",
    "SSH from 10.10.216.7 came through an address that is gone: reconnect to 10.10.216.90 and open bringup to keep the change.",
    "Not kept in time, or the power goes: the old settings come back by themselves.",
    "",
  ]);
});

test("how it ended is told after it is over, with what could not be brought back", async () => {
  const bench = createCliBench();
  const over = {
    ...TRIAL,
    state: "reverted",
    why: "not confirmed in time",
    leftSeconds: 0,
  } as const;
  bench.hub.set("network", { ...over, isAsBefore: true });
  assert.match(
    (await bench.run("network", "show")).stdout,
    /^The change of eth0 went back: not confirmed in time\. The host is as before, read back\.\n/,
  );
  bench.hub.set("network", { ...over, differs: ["- route eth0 default via 10.10.216.1"] });
  assert.match(
    (await bench.run("network", "show")).stdout,
    /Not all is as before: - route eth0 default via 10\.10\.216\.1\.\n/,
  );
});

test("keep, revert and extend take control and say what happens", async () => {
  for (const [words, command] of [
    [["keep"], { do: "network", decide: "keep" }],
    [["revert"], { do: "network", decide: "revert" }],
    [["extend"], { do: "network", decide: "extend" }],
    [["extend", "--seconds", "600"], { do: "network", decide: "extend", seconds: 600 }],
  ] as const) {
    const bench = createCliBench();
    bench.hub.answerWith(() => ({ is: "ok", note: "so it is" }));
    const { exitCode, stdout } = await bench.run("network", ...words);
    assert.deepEqual([exitCode, stdout], [0, "So it is.\n"]);
    assert.deepEqual(bench.hub.handled, [{ do: "take-lease" }, command]);
  }
});

test("no number of seconds is a mistake before anything is asked", async () => {
  for (const typed of ["soon", "0", "1.5"]) {
    const bench = createCliBench();
    const { exitCode, stderr } = await bench.run("network", "extend", "--seconds", typed);
    assert.equal(exitCode, 2);
    assert.match(stderr, /--seconds takes a whole number/);
    assert.deepEqual(bench.hub.handled, []);
  }
});

test("who waits for apply is told that it waits to be kept, once", async () => {
  const bench = createCliBench({ files: { "host.yaml": "kind: EdgeHost\n" } });
  const plan = planOf({ steps: [plannedStep()] });
  bench.hub.answerWith((command) => {
    if (command.do === "plan")
      return { is: "planned", plan: { plan, documentText: command.documentText } };
    bench.hub.set("run", runOf());
    return { is: "run", run: runOf() };
  });
  const applying = bench.run("apply", "-f", "host.yaml", "--yes");
  await eventually("the run is followed", () => bench.stdout().includes("Run run-1"));
  for (const leftSeconds of [103, 102, 101]) bench.hub.set("network", { ...TRIAL, leftSeconds });
  bench.hub.set("run", runOf({ state: "succeeded", message: "the host is as asked" }));
  const { exitCode, stdout } = await applying;
  assert.equal(exitCode, 0);
  const told = stdout.match(/In force and waiting to be kept, 103 s left; reachable at .*\n.*\n/g);
  assert.deepEqual(told, [
    "In force and waiting to be kept, 103 s left; reachable at 10.10.216.90.\n" +
      "To keep it, from a console that reaches this host: bringup network keep\n",
  ]);
  assert.equal(stdout.match(/waiting to be kept/g)?.length, 1);
});
