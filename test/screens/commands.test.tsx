import "../support/screen-environment.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { KEYMAP } from "../../hooks/keymap.ts";
import type { Span } from "../../screens/components/line.tsx";
import { wrapId } from "../../screens/components/registration-state.tsx";
import { helpLines } from "../../screens/help.tsx";
import { loadScreens, SCREENS } from "../../screens/index.ts";
import { known } from "../../src/engine/index.ts";
import { plannedStep } from "../support/plans.ts";
import { type App, mount, PROFILES } from "../support/screen.tsx";
import {
  CHECKS,
  finishedSnapshot,
  freshSnapshot,
  NOW_MS,
  OFFERS,
  PENDING,
  PLAN,
  runOf,
} from "../support/session.ts";
import { voters } from "../support/stores.ts";

test("Tab walks through every screen and back to the first", async () => {
  const app = await mount(freshSnapshot());
  const seen: string[] = [];
  const walk = SCREENS.filter(({ isPopUp }) => isPopUp !== true).map(({ title }) => title);
  for (const _ of [...walk, "once more"]) {
    seen.push(/>(\w+)/.exec(app.line(2))?.[1] ?? "");
    await app.press("next-screen");
  }
  assert.deepEqual(seen, [...walk, "Overview"]);
  await app.type("\u001b[Z\u001b[Z");
  assert.match(app.line(2), />Activity</);
  await app.close();
});

test("the walk calls each screen what the screen calls itself", async () => {
  const named = ({ id, title, isPopUp }: (typeof SCREENS)[number]) => ({ id, title, isPopUp });
  const own = (await loadScreens()).map(({ id, title, isPopUp }) => ({ id, title, isPopUp }));
  assert.deepEqual(own, SCREENS.map(named));
});

test("the plan is applied only after a question whose first answer is no", async () => {
  const app = await mount(freshSnapshot({ plan: PLAN }));
  app.client.answers = (command) =>
    command.do === "plan" ? { is: "planned", plan: PLAN } : { is: "ok" };
  await app.goTo("Cluster");
  await app.press("preview", "choose");
  await app.shows("Apply this plan to the host?");
  await app.press("choose");
  assert.equal(app.client.sent.filter((command) => command.do === "approve").length, 0);
  await app.press("choose", "down", "choose");
  assert.deepEqual(app.client.sent.at(-1), { do: "approve", hash: PLAN.plan.hash });
  await app.close();
});

test("a change of a network that is not here is planned without proof from the last question", async () => {
  const tried = plannedStep({ kind: "network.try", mark: "TRIED" });
  const plan = { ...PLAN, plan: { ...PLAN.plan, steps: [tried] } };
  const app = await mount(freshSnapshot({ plan }));
  app.client.answers = (command) =>
    command.do === "plan" ? { is: "planned", plan } : { is: "ok" };
  await app.goTo("Cluster");
  await app.press("preview", "choose", "down", "down");
  assert.match(app.screen(), /> This network is not here: plan its change without proof/);
  await app.press("choose");
  assert.deepEqual(app.client.sent.at(-1), { do: "plan-without-proof", hash: PLAN.plan.hash });
  await app.shows("Plan");
  await app.close();
});

test("a blocked plan cannot be applied and says what blocks it", async () => {
  const blocked = {
    ...PLAN,
    plan: {
      ...PLAN.plan,
      blocked: [{ code: "X", message: "a cluster is already here", hint: "Remove it first." }],
    },
  };
  const app = await mount(freshSnapshot({ plan: blocked }));
  app.client.answers = () => ({ is: "planned", plan: blocked });
  await app.goTo("Cluster");
  await app.press("preview", "choose");
  assert.match(app.screen(), /\[FAIL\] a cluster is already here/);
  assert.doesNotMatch(app.screen(), /Apply this plan/);
  await app.close();
});

test("a run is paused, resumed and cancelled by its keys, cancelling asks what to undo", async () => {
  const app = await mount(freshSnapshot({ run: runOf(["done", "running"]) }));
  await app.goTo("Cluster");
  await app.press("pause-run");
  app.client.change("run", runOf(["done"], { state: "paused", message: "paused by root" }));
  await app.press("resume-run", "cancel-run", "down", "choose");
  assert.deepEqual(app.client.sent, [
    { do: "pause" },
    { do: "resume" },
    { do: "cancel", undo: true },
  ]);
  await app.close();
});

test("the run view follows the step in progress until the person moves", async () => {
  const app = await mount(freshSnapshot({ run: runOf(["running"]) }));
  await app.goTo("Cluster");
  assert.match(app.screen(), /> \[ \.\. \] +1 /);
  app.client.change("run", runOf(["done", "running"]));
  await app.settle();
  assert.match(app.screen(), /> \[ \.\. \] +2 /);
  await app.press("first");
  app.client.change("run", runOf(["done", "done", "running"]));
  await app.settle();
  assert.match(app.screen(), /> \[ OK \] +1 /);
  await app.close();
});

test("the plan of a run that was cancelled can be looked at and applied again", async () => {
  const ended = { state: "cancelled" as const, endedMs: 1, message: "cancelled by root" };
  const app = await mount(freshSnapshot({ plan: PLAN, run: runOf(["done"], ended) }));
  app.client.answers = (command) =>
    command.do === "plan" ? { is: "planned", plan: PLAN } : { is: "ok" };
  await app.goTo("Cluster");
  await app.press("preview", "choose", "down", "choose");
  assert.deepEqual(app.client.sent.at(-1), { do: "approve", hash: PLAN.plan.hash });
  app.client.change("run", runOf(["done"], { ...ended, state: "succeeded", message: "done" }));
  await app.settle();
  assert.match(app.screen(), /Cluster > Run +SUCCEEDED/);
  await app.close();
});

test("every command a screen names is offered there in one of its states", async () => {
  const paused = runOf(["done", "failed"], { state: "paused", message: "failed" });
  const { cluster } = finishedSnapshot();
  const seen = { cluster, stores: { own: known(voters(3, 3, NOW_MS)) } };
  const snapshots = [
    freshSnapshot({ offers: OFFERS }),
    freshSnapshot({ run: runOf(["running"]) }),
    freshSnapshot({ run: paused, ...seen }),
  ];
  const offered = new Map<string, string>();
  for (const snapshot of snapshots) {
    const app = await mount(snapshot, { profile: PROFILES.large });
    app.client.answers = (command) =>
      command.do === "plan" ? { is: "planned", plan: PLAN } : { is: "ok" };
    app.client.change("plan", PLAN);
    for (const { id, title, isPopUp } of SCREENS) {
      if (isPopUp) continue;
      await app.goTo(title);
      const lines = [app.line(49)];
      if (id === "settings" || id === "cluster") {
        await app.type("\rx");
        await app.press("leave-field");
        lines.push(app.line(49));
        await app.press("preview");
        lines.push(app.line(49));
      }
      offered.set(id, `${offered.get(id) ?? ""}   ${lines.join("   ")}`);
    }
    await app.close();
  }
  for (const { id, commands } of await loadScreens()) {
    for (const command of commands) {
      const shown = KEYMAP.find((binding) => binding.command === command)?.shown;
      assert.ok(offered.get(id)?.includes(`   ${shown} `), `${command} on ${id}`);
    }
  }
});

test("elapsed time grows by itself while a step runs", async () => {
  const app = await mount(freshSnapshot({ run: runOf(["running"]) }));
  await app.goTo("Cluster");
  assert.match(app.screen(), /0:10, usual 2 s, limit 1:00/);
  app.clock.advance(8000);
  await app.settle();
  assert.match(app.screen(), /0:20, usual 2 s, limit 1:00/);
  await app.close();
});

test("a waiver goes into the document with its reason, and needs one", async () => {
  const app = await mount(freshSnapshot());
  await app.goTo("Checks");
  await app.press("waive");
  await app.type("\r");
  assert.match(app.screen(), /Say why, in a few words\./);
  await app.typeSlowly("lab box");
  await app.type("\r");
  const [sent] = app.client.sent;
  assert.ok(sent?.do === "save-document");
  assert.equal(sent.expectedGeneration, 1);
  assert.match(sent.documentText, /- id: hardware\.main-disk\n +reason: lab box/);
  assert.deepEqual(app.client.sent.at(-1), { do: "run-checks" });
  assert.match(app.screen(), />Checks/);
  await app.close();
});

test("a waiver is taken back only after a question, and leaves the document", async () => {
  const waivers = [
    { id: "hardware.main-disk", reason: "lab box" },
    { id: "system.clock", reason: "no NTP here" },
  ];
  const results = CHECKS.results.map((result) =>
    result.id === "hardware.main-disk" ? { ...result, waived: { reason: "lab box" } } : result,
  );
  const fresh = freshSnapshot();
  const effective = { ...fresh.document.effective, spec: { checks: { waivers } } };
  const document = { ...fresh.document, effective };
  const app = await mount(freshSnapshot({ document, checks: { ...CHECKS, results } }));
  await app.goTo("Checks");
  await app.press("filter");
  await app.type("main waived");
  await app.press("next-field");
  assert.match(app.screen(), /w unwaive/);
  await app.press("waive", "choose");
  assert.equal(app.client.sent.length, 0);
  await app.press("waive", "down", "choose");
  const [sent] = app.client.sent;
  assert.ok(sent?.do === "save-document");
  assert.match(sent.documentText, /system\.clock/);
  assert.doesNotMatch(sent.documentText, /main-disk/);
  await app.close();
});

test("checks are narrowed down by typing, and Esc shows all again", async () => {
  const app = await mount(freshSnapshot());
  await app.goTo("Checks");
  await app.press("filter");
  await app.typeSlowly("tpm");
  assert.match(app.screen(), /cannot read/);
  assert.doesNotMatch(app.screen(), /Gateway/);
  await app.press("next-field");
  assert.match(app.screen(), /only those with "tpm"/);
  await app.press("back");
  assert.match(app.screen(), /Gateway/);
  await app.press("filter");
  await app.typeSlowly("nothing has this");
  assert.match(app.screen(), /No check matches/);
  await app.press("leave-field");
  assert.match(app.screen(), /Gateway/);
  await app.close();
});

test("a problem is shown until its field is edited or its edit undone", async () => {
  const issueAt = (path: string) => ({
    severity: "error" as const,
    path,
    line: 1,
    column: 1,
    message: "is not right",
    hint: "Write it in another way.",
  });
  const app = await mount(freshSnapshot());
  app.client.answers = () => ({
    is: "invalid",
    issues: [issueAt("spec.time.timezone"), issueAt("spec.host.hostname")],
  });
  await app.goTo("Settings");
  await app.type("\rEDGE_7\u001b");
  await app.press("down", "preview");
  assert.match(app.line(4), /2 problems, the first: Host name is not right/);
  assert.match(app.screen(), /> Host name .*PROBLEM/);
  assert.match(app.screen(), /Do: Write it in another way\./);
  await app.press("undo-edit");
  assert.match(app.line(4), /1 problem: Time zone is not right/);
  assert.doesNotMatch(app.screen(), /> Host name .*PROBLEM/);
  await app.press("down", "down", "down", "down", "choose");
  await app.type("E");
  assert.match(app.line(4), /1 edit, not applied/);
  assert.doesNotMatch(app.screen(), /PROBLEM/);
  await app.close();
});

test("what was found on the host is filled in with one key, never over something typed", async () => {
  const app = await mount(freshSnapshot({ offers: OFFERS }));
  await app.goTo("Cluster");
  assert.match(app.screen(), /Found on this host: K3s 1\.35\.3\+k3s1 in \/opt/);
  await app.press("down", "down", "choose");
  await app.type("1.34.1\u001b");
  await app.press("fill-in");
  assert.match(app.screen(), /Distribution +K3s/);
  assert.match(app.screen(), /Version +1\.34\.1 /);
  assert.match(app.screen(), /Artefacts directory +\/opt\/bringup\/artefacts/);
  assert.match(app.screen(), /> Cluster name/);
  assert.doesNotMatch(app.screen(), /Found on this host/);
  await app.type("\redge\u001b");
  await app.press("preview");
  const [sent] = app.client.sent;
  assert.ok(sent?.do === "plan");
  assert.match(
    sent.documentText,
    /cluster:\n +name: edge\n +distribution: k3s\n +version: 1\.34\.1\n +artefacts: \S+\n +cni: flannel\n/,
  );
  await app.close();
});

test("the datastore is chosen from what the distribution can do", async () => {
  const app = await mount(freshSnapshot({ offers: OFFERS }));
  await app.goTo("Cluster");
  await app.press("fill-in", "last", "up", "up", "up");
  assert.match(app.screen(), /> Datastore/);
  assert.match(app.screen(), /One of: sqlite, etcd/);
  await app.press("choose", "choose", "preview");
  const [sent] = app.client.sent;
  assert.ok(sent?.do === "plan");
  assert.match(sent.documentText, /native:\n +datastore: etcd\n/);
  await app.close();
});

test("a run of the past is read, and nothing on it acts", async () => {
  const old = runOf(["done", "failed"], { id: "run-0", state: "paused", message: "failed" });
  const app = await mount(freshSnapshot());
  app.client.answers = (command) => {
    if (command.do === "show-run") return { is: "run", run: old };
    const { id, title, state, startedMs, endedMs } = old;
    return { is: "runs", runs: [{ id, title, state, startedMs, endedMs, steps: 7 }] };
  };
  await app.goTo("Activity");
  await app.press("past-runs");
  await app.shows("1 run");
  app.clock.advance(400);
  await app.press("choose");
  assert.match(app.screen(), /Activity > Run +PAUSED/);
  assert.doesNotMatch(app.line(23), /go on|cancel|pause/);
  await app.press("back", "back");
  assert.match(app.screen(), /Activity +2 entries/);
  await app.close();
});

test("a registered host has nothing in progress", async () => {
  const { registration } = finishedSnapshot();
  const app = await mount(freshSnapshot({ registration }));
  assert.equal(app.line(22), "");
  await app.goTo("Registration");
  assert.match(app.screen(), /Next report in 1:00/);
  app.client.change("registration", { ...registration, nextTryMs: NOW_MS + 5000 });
  await app.settle();
  assert.match(app.screen(), /Next report soon/);
  await app.close();
});

test("the uptime is whole whatever the system is called", async () => {
  const fresh = freshSnapshot();
  assert.ok(fresh.inventory !== null);
  const inventory = {
    ...fresh.inventory,
    os: known({
      id: "rhel",
      version: "9",
      prettyName: "Red Hat Enterprise Linux 9.4 for Edge Computing (Plow)",
      isKairos: false,
    }),
    boot: known({ bootId: "b", uptimeSeconds: 4000 }),
  };
  const app = await mount({ ...fresh, inventory });
  assert.match(app.line(6), /^Host +Red Hat Enterprise Linux .*\.\. {3}up 1 h$/);
  await app.close();
});

test("a long edge ID is broken between its groups only", () => {
  const shown = "edge-9f3a-22c1-7e04-4fec-1aa0 /K7";
  assert.deepEqual(wrapId(shown, 24), ["edge-9f3a-22c1-7e04-", "4fec-1aa0 /K7"]);
  assert.deepEqual(wrapId(shown, 33), [shown]);
  assert.equal(wrapId(shown, 3).join(""), shown);
});

test("when another console has control, t takes it", async () => {
  const app = await mount(freshSnapshot());
  app.client.answers = (command) =>
    command.do === "take-lease"
      ? { is: "ok" }
      : {
          is: "refused",
          error: {
            code: "LEASE_HELD",
            kind: "conflict",
            message: "root on tty1 has control of this host",
            hint: "Another console has control: bringup run take.",
          },
        };
  await app.goTo("Checks");
  await app.press("check-again");
  assert.match(app.screen(), /\[FAIL\] Root on tty1 has control of this host\./);
  assert.match(app.screen(), /t take control/);
  await app.press("take-control");
  assert.deepEqual(app.client.sent.at(-1), { do: "take-lease" });
  await app.close();
});

test("control can be taken from inside a text field too", async () => {
  const app = await mount(freshSnapshot());
  app.client.answers = (command) =>
    command.do === "take-lease"
      ? { is: "ok" }
      : {
          is: "refused",
          error: { code: "LEASE_HELD", kind: "conflict", message: "held", hint: "run take" },
        };
  await app.goTo("Checks");
  await app.press("waive");
  await app.type("lab box");
  await app.press("next-field");
  assert.match(app.screen(), /Ctrl-Y take control/);
  await app.type("\u0019");
  assert.deepEqual(app.client.sent.at(-1), { do: "take-lease" });
  assert.match(app.screen(), /Reason +lab box/);
  await app.close();
});

test("Ctrl-T draws in the next way and says which, in a text field too", async () => {
  const app = await mount(freshSnapshot(), { profile: PROFILES.utf8 });
  await app.goTo("Settings");
  await app.press("choose");
  assert.match(app.screen(), /─{20}/);
  await app.press("next-display");
  assert.match(
    app.screen(),
    /\[ OK \] Drawn with lines and boxes, 16 colours\. Ctrl-T for the next/,
  );
  await app.type("\u001b[14~");
  assert.match(app.screen(), /Drawn with ASCII only, 16 colours\./);
  assert.match(app.screen(), /-{20}/);
  assert.doesNotMatch(app.screen(), /[^ -~\n]/);
  await app.press("next-display");
  assert.match(app.screen(), /Drawn with ASCII only, no colour\./);
  await app.press("next-display");
  assert.match(app.screen(), /Drawn with all of UTF-8, 16 colours\./);
  assert.match(app.screen(), /─{20}/);
  await app.typeSlowly("edge7");
  assert.match(app.screen(), /> Host name +edge7/);
  app.clock.advance(11_000);
  await app.settle();
  assert.doesNotMatch(app.screen(), /Drawn with/);
  await app.close();
});

test("help opens over a screen and Esc goes back to it", async () => {
  const app = await mount(freshSnapshot());
  await app.goTo("Status");
  await app.type("?");
  assert.match(app.screen(), /Help +Esc goes back/);
  await app.press("back");
  assert.match(app.line(2), />Status</);
  await app.goTo("Settings");
  await app.type("\r\u0007");
  assert.match(app.screen(), /Help +Esc goes back/);
  await app.close();
});

test("every command is explained on the help page, on lines that fit", () => {
  const text = (spans: readonly Span[]) =>
    spans.map((span) => (typeof span === "string" ? span : span.text)).join("");
  const lines = helpLines().map(text);
  for (const { explains } of KEYMAP) assert.ok(lines.some((line) => line.includes(explains)));
  for (const line of lines) assert.ok(line.length <= 77, line);
});

test("the console closes only after a question, and says it was left", async () => {
  const app = await mount(freshSnapshot());
  await app.press("quit");
  assert.match(app.screen(), /Close this console\?/);
  await app.press("back");
  assert.doesNotMatch(app.screen(), /Close this console/);
  await app.press("quit", "down", "choose");
  assert.equal(await app.ended, "quit");
});

test("a lost terminal ends the console without a word", async () => {
  const app = await mount(freshSnapshot());
  app.hangUp();
  assert.equal(await app.ended, "hang-up");
});

test("the first frame does not wait for the agent", async () => {
  const app = await mount(freshSnapshot(), { client: new Promise(() => {}) });
  assert.match(app.screen(), /Waiting for the agent's first answer/);
  assert.match(app.screen(), /Connecting to the agent \(since 12:30:49/);
  await app.close();
});

test("an agent that cannot be reached is said with the reason", async () => {
  const app = await mount(freshSnapshot(), { client: Promise.reject(new Error("no socket")) });
  await app.shows("The agent cannot be reached.");
  assert.match(app.screen(), /no socket/);
  assert.match(app.line(1), /LINK LOST/);
  await app.close();
});

const CROWDED = freshSnapshot({ run: runOf(["done", "running"]), registration: PENDING });

test("no screen of any size is blank, too wide or too high", async () => {
  const sizes = [80, 79, 81, 100, 160, 200, 40, 20, 7, 2, 1];
  const app = await mount(CROWDED, { profile: PROFILES.utf8 });
  for (const columns of sizes) {
    for (const rows of [24, 25, 50, 23, 12, 3, 2, 1]) {
      await app.resize(columns, rows);
      await app.press("next-screen");
      const lines = app.screen().split("\n");
      assert.ok(app.screen().trim() !== "", `${columns}x${rows} is blank`);
      assert.ok(lines.length <= Math.max(1, rows - 1), `${columns}x${rows} is too high`);
      const widest = Math.max(...lines.map((line) => line.length));
      assert.ok(widest <= Math.max(1, columns - 1), `${columns}x${rows} is too wide`);
    }
  }
  await app.close();
});

test("Ctrl-L brings back a screen that was written over", async () => {
  const app = await mount(finishedSnapshot());
  const before = app.screen();
  await scribble(app);
  await app.press("redraw");
  assert.equal(app.screen(), before);
  await app.close();
});

/** A resize to the same size draws anew as well; that is how the test device is written over. */
async function scribble(app: App): Promise<void> {
  const length = app.sent().length;
  await app.press("redraw");
  assert.ok(app.sent().slice(length).includes("\u001b[H\u001b[J"));
}

test("leaving the plane of a registered host is asked first, and staying is the default", async () => {
  const app = await mount(finishedSnapshot());
  await app.goTo("Registration");
  const leave = async () => {
    await app.press("first", "down");
    await app.press("choose");
    await app.shows("Leave the plane, go on in local mode?");
  };
  await leave();
  await app.press("choose");
  assert.deepEqual(app.client.sent, []);
  await leave();
  await app.press("down", "choose");
  assert.deepEqual(app.client.sent, [{ do: "go-local" }]);
  await app.close();
});
