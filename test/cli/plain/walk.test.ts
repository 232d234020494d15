import assert from "node:assert/strict";
import { test } from "node:test";
import { ABSENT } from "../../../src/engine/index.ts";
import type { Snapshot } from "../../../src/session/index.ts";
import { createCliBench } from "../../support/cli-world.ts";
import { eventually } from "../../support/eventually.ts";
import { createFakeHub, type FakeHub } from "../../support/fake-hub.ts";
import { conversePlainly } from "../../support/plain-conversation.ts";
import { atRisk } from "../../support/practice-store.ts";
import {
  CHECKS,
  CLUSTER,
  finishedSnapshot,
  freshSnapshot,
  OFFERS,
  PENDING,
  PLAN,
  READY,
  runOf,
} from "../../support/session.ts";
import { TRIAL } from "../../support/trial.ts";

async function converse(hub: FakeHub, ...answers: readonly string[]) {
  const { exitCode, stdout, stderr } = await conversePlainly(hub, answers);
  return { exitCode, stdout, stderr, handled: hub.handled.map((command) => command.do) };
}

const host = (more: Partial<Snapshot> = {}): FakeHub => {
  const hub = createFakeHub({ ...freshSnapshot(), offers: OFFERS, ...more });
  hub.answerWith((command) => {
    if (command.do === "plan") return { is: "planned", plan: PLAN };
    if (command.do === "list-runs") return { is: "runs", runs: [] };
    return { is: "ok" };
  });
  return hub;
};
const practising = () => host({ stores: { own: ABSENT, practice: [atRisk(Date.now())] } });
const active = { ...PENDING, state: "active", message: "Registered." } as const;
const reached = { ...active, hostUid: "h-1" } as const;
const PAUSED = runOf(["done", "running"], { state: "paused" });

/** The way to each prompt there is, from the menu. */
const PROMPTS: readonly (readonly [string, FakeHub, ...string[]])[] = [
  ["Where to", host()],
  ["Checks:", host(), "checks"],
  ["Waive which number", host(), "checks", "waive"],
  ["Reason, in a few words", host(), "checks", "waive", "1"],
  ["Settings, 0 edited", host(), "settings"],
  ["Host name [", host(), "settings", "1"],
  ["HTTP proxy [", host(), "settings", "6"],
  ["Trusted certificates [", host(), "settings", "11"],
  ["Next line of the certificate", host(), "settings", "11", "-----BEGIN CERTIFICATE-----"],
  ["Proxy password [", host(), "settings", "9"],
  ["Type yes to apply this plan", host(), "settings", "1", "edge-2", "preview"],
  ["Way to register", host(), "registration"],
  ["Kind of plane [", host(), "registration", "kind"],
  ["Address of the management plane", host(), "registration", "qr"],
  ["Registration token", host(), "registration", "token", ""],
  ["Pairing key", host(), "registration", "manual", ""],
  ["Registration is pending", host({ registration: PENDING }), "registration"],
  ["Type yes to leave the plane", host({ registration: active }), "registration", "local"],
  ["Files to carry", host({ registration: reached }), "registration", "files"],
  ["Where it is", host({ registration: reached }), "registration", "files", "look"],
  ["Fill it into the form", host(), "cluster"],
  ["Cluster, 0 edited", host(), "cluster", "no"],
  ["Distribution [", host(), "cluster", "no", "2"],
  ["The run is paused", host({ run: PAUSED }), "cluster"],
  ["Finished steps", host({ run: PAUSED }), "cluster", "cancel"],
  ["Type yes to cancel the run", host({ run: PAUSED }), "cluster", "cancel", "undo"],
  ["Status:", host(), "status"],
  ["Activity:", host(), "activity"],
  ["This change", host({ network: TRIAL }), "trying"],
  ["Type yes to keep it", host({ network: TRIAL }), "trying", "keep"],
  ["Members:", host(), "members"],
  ["Simulate on rack12-b", practising(), "members", "rack12-b"],
  ["Type yes to do it all the same", practising(), "members", "rack12-c", "stop"],
  ["Power", host(), "power"],
  ["Type yes to restart this host", host(), "power", "restart"],
];

for (const [prompt, hub, ...way] of PROMPTS) {
  test(`back, help and exit work where it asks: ${prompt}`, async () => {
    const before = hub.handled.length;
    const { exitCode, stdout, stderr } = await converse(hub, ...way, "help", "exit");
    assert.deepEqual([exitCode, stderr], [0, ""], stdout);
    const lines = stdout.split("\n");
    const asked = lines.flatMap((line, at) => (line.startsWith(prompt) ? [at] : []));
    assert.ok(asked.length >= 2, stdout);
    const help = lines.slice((asked.at(-2) ?? 0) + 1, asked.at(-1));
    assert.ok(help.length >= 2 && help.some((line) => line.startsWith("Words here:")), stdout);
    assert.equal(lines.at(-2), "Goodbye.");

    const back = await converse(hub, ...way, ...Array.from({ length: 6 }, () => "back"), "exit");
    assert.match(back.stdout, /This is the menu: exit leaves\.\n/);
    const changing = [
      "approve",
      "power",
      "go-local",
      "cancel",
      "register",
      "save-document",
      "network",
      "practise",
    ];
    const done = hub.handled.slice(before).filter((command) => changing.includes(command.do));
    assert.deepEqual(done, []);
  });
}

test("the end of the input is 0 with nothing left undone, and 5 where a person has to come back", async () => {
  const done = await converse(host(), "overview");
  assert.equal(done.exitCode, 0);
  assert.match(done.stdout, /The input has ended\. Nothing is left undone\.\n$/);

  const edited = await converse(host(), "settings", "1", "edge-2");
  assert.equal(edited.exitCode, 5);
  assert.match(edited.stdout, /1 edit typed and not applied\.\nThe input has ended\.\n$/);

  assert.equal((await converse(host({ run: PAUSED }))).exitCode, 5);
  assert.equal((await converse(host({ registration: PENDING }))).exitCode, 5);
});

test("a change that is tried is told, and kept only on the word yes", async () => {
  const told = await converse(host({ network: TRIAL }), "trying", "", "exit");
  assert.match(told.stdout, /in force: 1:43 left to keep it/);
  assert.match(told.stdout, /Address: 10\.10\.216\.90\/24, was 10\.10\.216\.81\/24/);
  assert.equal(told.handled.includes("network"), false);
  assert.equal((await converse(host({ network: TRIAL }))).exitCode, 5);

  const kept = host({ network: TRIAL });
  await converse(kept, "trying", "keep", "yes", "exit");
  assert.deepEqual(kept.handled.at(-1), { do: "network", decide: "keep" });
});

test("a signal ends it with 130", async () => {
  const bench = createCliBench({ hub: host() });
  const talking = bench.run("--plain");
  bench.interrupt();
  assert.equal((await talking).exitCode, 130);
});

test("a reader that leaves ends it too", async () => {
  const bench = createCliBench({ hub: host(), stdin: "overview\nchecks\n" });
  bench.closeReader();
  assert.equal((await bench.run("--plain")).exitCode, 130);
});

test("JSON is refused, as plain lines are for people; other commands need no --plain", async () => {
  const asJson = await createCliBench({ hub: host() }).run("--plain", "--json");
  assert.deepEqual([asJson.exitCode, asJson.stdout], [2, ""]);
  assert.match(asJson.stderr, /"USAGE".*talks to a person/);
  const command = await createCliBench({ hub: host() }).run("status", "--plain");
  assert.equal(command.exitCode, 2);
  assert.match(command.stderr, /--plain is for the console alone/);
});

test("an address that is wrong is corrected where the plan says so", async () => {
  const hub = host();
  const issue = { path: "spec.host.hostname", message: "must be a name", hint: "Like edge-1." };
  hub.answerWith((command) =>
    command.do === "plan" && command.documentText.includes("edge-2")
      ? { is: "invalid", issues: [{ ...issue, severity: "error" }] as never }
      : { is: "planned", plan: PLAN },
  );
  const { stdout } = await converse(hub, "3", "1", "edge-2", "preview", "edge-3", "", "no", "exit");
  assert.match(
    stdout,
    /Problem: Host name must be a name\. Like edge-1\.\nHost name \[edge-2\]: \n/,
  );
  assert.match(stdout, /7 steps, usually 1:59\. 1 left out\.\n/);
  assert.match(stdout, /\n {2}6 Start k3s\. SERVICE UP\. Undo by opposite\. Usually 45 s\.\n/);
});

test("where data would be lost, yes is not enough: the name of the host is", async () => {
  const [first, ...rest] = PLAN.plan.steps;
  assert.ok(first);
  const steps = [{ ...first, title: "Wipe /dev/sda", impact: "data-loss" as const }, ...rest];
  const slice = { ...PLAN, plan: { ...PLAN.plan, steps } };
  const run = runOf(["done"], { state: "succeeded", endedMs: 1 });
  for (const [word, approved] of [
    ["yes", []],
    ["rack12-edge1", ["approve"]],
  ] as const) {
    const hub = host();
    hub.answerWith((command) => {
      if (command.do === "plan") return { is: "planned", plan: slice };
      hub.set("run", run);
      return { is: "run", run };
    });
    const { stdout, handled } = await converse(hub, "3", "1", "x", "preview", word, "back", "exit");
    assert.match(stdout, /DATA LOSS: Wipe \/dev\/sda\nType rack12-edge1 to apply it and lose/);
    assert.deepEqual(
      handled.filter((one) => one === "approve"),
      approved,
    );
  }
});

test("leaving the plane says what it costs, as on the screen, and takes the word", async () => {
  const hub = host({ registration: active });
  const { stdout } = await converse(hub, "registration", "local", "no", "exit");
  assert.match(stdout, /The plane no longer hears of this host/);
  assert.match(stdout, /Coming back means registering again\.\nType yes to leave the plane/);
  assert.deepEqual(hub.handled, []);
  const meant = host({ registration: active });
  assert.deepEqual((await converse(meant, "4", "local", "yes", "exit")).handled, ["go-local"]);
});

test("a host its cluster needs is stopped only by the name of the cluster", async () => {
  const unknown = { ...CLUSTER, nodes: { is: "unknown", why: "no answer" } } as const;
  const own = { is: "unknown", why: "no answer" } as const;
  const hub = host({ cluster: unknown, stores: { own } });
  const { stdout, handled } = await converse(hub, "power", "off", "yes", "exit");
  assert.match(stdout, /It cannot be told whether this host may stop now: /);
  assert.deepEqual(handled, []);
  await converse(hub, "power", "off", "rack12-edge1", "exit");
  assert.deepEqual(hub.handled, [{ do: "power", to: "off", name: "rack12-edge1" }]);
});

test("control in other hands is taken only when somebody says so", async () => {
  const hub = host();
  hub.answerWith((command) =>
    command.do === "take-lease" || hub.handled.some((one) => one.do === "take-lease")
      ? { is: "ok" }
      : {
          is: "refused",
          error: {
            code: "LEASE_HELD",
            kind: "conflict",
            message: "otto has control",
            hint: "Take it.",
          },
        },
  );
  const no = await converse(hub, "checks", "again", "no", "back", "exit");
  assert.match(no.stdout, /Refused: otto has control \(LEASE_HELD\)\. Take it\.\nType yes to take/);
  assert.deepEqual(no.handled, ["run-checks"]);
  const { handled } = await converse(hub, "checks", "again", "yes", "back", "exit");
  assert.deepEqual(handled.slice(1), ["run-checks", "take-lease", "run-checks"]);
});

test("a finding is waived with a reason, and one check can be heard whole", async () => {
  const hub = host();
  const { stdout, handled } = await converse(
    hub,
    ...["checks", "main", "nothing-like-it", "waive", "1", "no", "waive", "1", "spare host"],
    ...["back", "exit"],
  );
  assert.match(stdout, /Checks: 1 failed, 2 with a warning, 1 unknown, 4 passed\.\n/);
  assert.match(stdout, /Found: 62 GB\n {2}\/dev\/sda, Samsung 860, holds: ext4 root, 14 GB used\n/);
  assert.match(stdout, /No check is named "nothing-like-it"/);
  assert.match(stdout, /Say why, in a few words; it is recorded\./);
  assert.match(stdout, /Waived: Main drive\.\n/);
  assert.deepEqual(handled.length, 2);
});

test("the overview says who this host is and what to do next, as the first screen does", async () => {
  const { stdout } = await converse(host(), "overview", "exit");
  assert.match(stdout, /^Edge ID +edge-9f3a-22c1-7e04-b1 \/K7$/m);
  assert.match(
    stdout,
    /^Machine: Ubuntu 24\.04, kernel 6\.8, 8 cores, 31 GiB, 476 GB SSD, up 14 min\.$/m,
  );
  assert.match(stdout, /^Cluster: none on this host\.$/m);
  assert.match(stdout, /^Next: Look at the failed check\.$/m);
});

test("the menu leads onward, not back to where the person just was", async () => {
  const { stdout } = await converse(host(), "", "back", "exit");
  assert.deepEqual(stdout.match(/Where to .*/g), [
    "Where to [2 Checks]: ",
    "Where to [4 Registration]: ",
  ]);
});

test("while the status is watched, a verdict that changes is a line, and times that tick are not", async () => {
  const hub = host({ ...finishedSnapshot(), conditions: READY });
  const [ready] = READY;
  assert.ok(ready);
  const bench = createCliBench({ hub });
  const talking = bench.run("--plain");
  bench.type("status\nwatch\n");
  await eventually("watching", () => bench.stdout().endsWith("Enter or Ctrl-C stops.\n"));
  const from = bench.stdout().length;
  for (const message of ["ready in 20 ms", "ready in 31 ms"])
    hub.set("conditions", [{ ...ready, message }]);
  hub.set("conditions", [{ ...ready, status: "False", reason: "NodeDown", message: "gone" }]);
  hub.set("checks", CHECKS);
  assert.deepEqual(bench.stdout().slice(from).split("\n"), [
    "[ OK ] Ready NodeReady: ready in 20 ms",
    "[FAIL] Ready NodeDown: gone",
    "",
  ]);
  bench.interrupt();
  await talking;
});

test("members are said one by one, and one to practise on is stopped only after a yes where it takes the quorum", async () => {
  const { stdout } = await converse(practising(), "members", "rack12-b", "back", "exit");
  assert.match(stdout, /^rack12-a, this host, Practice Dqlite \(simulated\): voter on this host,/m);
  assert.match(stdout, /^Repair: nothing does by itself: no member stands by to take its place\./m);
  const hub = practising();
  await converse(hub, "members", "rack12-c", "stop", "no", "exit");
  assert.deepEqual(hub.handled, []);
  const told = await converse(hub, "members", "rack12-c", "stop", "yes", "exit");
  assert.match(told.stdout.replaceAll("\n", " "), /This takes the quorum away: with 1 of 3 voters/);
  assert.deepEqual(hub.handled, [{ do: "practise", what: "stop", member: "rack12-c" }]);
});
