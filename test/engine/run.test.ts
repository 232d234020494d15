import assert from "node:assert/strict";
import { test } from "node:test";
import {
  approveRun,
  type Candidate,
  defineHandler,
  driveRun,
  type Handler,
  handlerMap,
  makePlan,
  type RunHandle,
  type RunParts,
  type RunState,
  todo,
} from "../../src/engine/index.ts";
import { BringupError } from "../../src/errors/index.ts";
import { createMemoryHost, type MemoryHost } from "../../src/host/index.ts";
import { createTestJournal, type TestJournal } from "../support/journal.ts";
import { cancelHandler, candidateOf, lineHandler, lineStep } from "../support/steps.ts";

const NO_SECRETS = { read: async () => undefined, matches: () => undefined };
const ACTOR = { user: "ada", from: "tty1" };

interface Bench {
  readonly host: MemoryHost;
  readonly journal: TestJournal;
  readonly parts: RunParts;
  readonly seen: RunState[];
  approve(): Promise<string>;
}

function bench(candidate: () => Candidate, handlers: readonly Handler[] = []): Bench {
  const host = createMemoryHost({ files: { "/etc/a": "old" } });
  const journal = createTestJournal();
  const seen: RunState[] = [];
  const map = handlerMap([lineHandler], handlers);
  const parts: RunParts = {
    host,
    journal,
    handlers: map,
    secrets: NO_SECRETS,
    candidate: async () => candidate(),
    onChange: (state) => seen.push(state),
    random: () => 0.5,
  };
  return {
    host,
    journal,
    parts,
    seen,
    async approve() {
      const plan = await makePlan({
        goal: { do: "converge" },
        generation: 1,
        candidate: candidate(),
        handlers: map,
        host,
        secrets: NO_SECRETS,
        signal: new AbortController().signal,
      });
      return approveRun(journal, { plan, actor: ACTOR, documentText: "" });
    },
  };
}

function types(journal: TestJournal): readonly string[] {
  return journal.all.map((record) =>
    "stepId" in record ? `${record.type} ${record.stepId}` : record.type,
  );
}

test("an approved plan is carried out in order, each step recorded before and after", async () => {
  const { host, journal, parts, approve } = bench(() => candidateOf(lineStep("a"), lineStep("b")));
  const state = await driveRun(parts, await approve()).settled;
  assert.equal(state.state, "succeeded");
  assert.deepEqual([host.text("/etc/a"), host.text("/etc/b")], ["a", "b"]);
  assert.deepEqual(types(journal), [
    "run-approved",
    "step-started a",
    "step-captured a",
    "step-succeeded a",
    "step-started b",
    "step-captured b",
    "step-succeeded b",
    "run-ended",
  ]);
});

test("what is already so is left out of the plan, with the reason", async () => {
  const { parts } = bench(() => candidateOf());
  const plan = await makePlan({
    ...parts,
    goal: { do: "converge" },
    generation: 3,
    candidate: candidateOf(
      lineStep("a", { params: { path: "/etc/a", text: "old" } }),
      lineStep("b"),
    ),
    signal: new AbortController().signal,
  });
  assert.deepEqual(
    plan.steps.map(({ id, changes }) => ({ id, changes })),
    [{ id: "b", changes: [{ subject: "/etc/b", lines: [{ sign: "+", text: "b" }] }] }],
  );
  assert.deepEqual(plan.skipped, [{ title: "Write a", reason: "/etc/a is current" }]);
});

test("a step that nobody approved stops the run before anything is done", async () => {
  let steps = [lineStep("a")];
  const { host, parts, approve } = bench(() => candidateOf(...steps));
  const id = await approve();
  steps = [lineStep("surprise"), lineStep("a")];
  const state = await driveRun(parts, id).settled;
  assert.equal(state.state, "paused");
  assert.equal(state.message, "replan needed: Write surprise was not part of the approved plan");
  assert.equal(host.text("/etc/surprise"), undefined);
});

test("a step that became more drastic than approved stops the run", async () => {
  let steps = [lineStep("a")];
  const { host, parts, approve } = bench(() => candidateOf(...steps));
  const id = await approve();
  steps = [lineStep("a", { impact: "reboot" })];
  const state = await driveRun(parts, id).settled;
  assert.equal(state.state, "paused");
  assert.equal(host.text("/etc/a"), "old");
});

function failing(times: number, error: () => Error): Handler {
  let left = times;
  return defineHandler<{ path: string; text: string }>("test.flaky", {
    check: (params, context) => lineHandler.check(params, context),
    preview: async () => [],
    async run(params, context) {
      if (left > 0) {
        left -= 1;
        throw error();
      }
      await lineHandler.run(params, context);
    },
  });
}

const FLAKY = lineStep("a", { kind: "test.flaky" });

test("a fault of the surroundings is tried again, at most three times", async () => {
  const twice = bench(
    () => candidateOf(FLAKY),
    [failing(2, () => new BringupError("UNIT_FAILED", "not yet"))],
  );
  assert.equal((await driveRun(twice.parts, await twice.approve()).settled).state, "succeeded");
  const thrice = bench(
    () => candidateOf(FLAKY),
    [failing(3, () => new BringupError("UNIT_FAILED", "never"))],
  );
  const state = await driveRun(thrice.parts, await thrice.approve()).settled;
  assert.deepEqual([state.state, state.message], ["paused", "Write a: never"]);
  assert.equal(state.steps[0]?.attempt, 3);
});

test("wrong input is not tried again; after a person resumes, it is", async () => {
  const { journal, parts, approve } = bench(
    () => candidateOf(FLAKY),
    [failing(1, () => new BringupError("ARTEFACT_CORRUPT", "bad hash"))],
  );
  const id = await approve();
  assert.equal((await driveRun(parts, id).settled).state, "paused");
  assert.equal((await driveRun(parts, id).settled).state, "paused", "stays paused by itself");
  journal.append(id, { type: "run-resumed", actor: ACTOR });
  assert.equal((await driveRun(parts, id).settled).state, "succeeded");
});

test("a step that ran without its effect is a failure, not a success", async () => {
  const idle = defineHandler("test.idle", {
    check: async () => todo("nothing there"),
    preview: async () => [],
    run: async () => undefined,
  });
  const { parts, approve } = bench(
    () => candidateOf(lineStep("a", { kind: "test.idle", maxAttempts: 1 })),
    [idle],
  );
  const state = await driveRun(parts, await approve()).settled;
  assert.equal(state.message, "Write a: Write a: carried out, but nothing there");
});

test("a step that reports nothing new is stopped at its limit", async () => {
  const stuck = defineHandler("test.stuck", {
    check: async () => todo("still waiting"),
    preview: async () => [],
    async run(_params, { host, signal }) {
      for (;;) await host.clock.sleep(1000, signal);
    },
  });
  const { parts, approve } = bench(
    () => candidateOf(lineStep("a", { kind: "test.stuck", maxAttempts: 1 })),
    [stuck],
  );
  const state = await driveRun(parts, await approve()).settled;
  assert.equal(state.steps[0]?.error?.code, "STEP_NO_PROGRESS");
  assert.equal(state.message, "Write a: Write a: nothing new for 5 s");
});

test("cancelling with undo takes back what the run did, last first, and nothing else", async () => {
  const { host, journal, parts, approve } = bench(
    () => candidateOf(lineStep("a"), lineStep("b"), lineStep("c", { kind: "test.cancel" })),
    [cancelHandler(() => handle)],
  );
  const handle: RunHandle = driveRun(parts, await approve());
  const state = await handle.settled;
  assert.equal(state.state, "cancelled");
  assert.equal(state.message, "cancelled; everything this run did was taken back");
  assert.deepEqual([host.text("/etc/a"), host.text("/etc/b")], ["old", undefined]);
  assert.deepEqual(
    types(journal).filter((type) => type.startsWith("step-undone")),
    ["step-undone c", "step-undone b", "step-undone a"],
  );
});

test("after a success, what only undo needed is removed; a failure of that is said", async () => {
  const forgotten: unknown[] = [];
  const tidy = defineHandler<{ path: string; text: string }>("test.tidy", {
    check: (params, context) => lineHandler.check(params, context),
    preview: async () => [],
    capture: async ({ path }) => ({ kept: path }),
    run: (params, context) => lineHandler.run(params, context),
    async forget(_params, captured) {
      forgotten.push(captured);
      if (captured.kept === "/etc/b") throw new BringupError("FILE_UNWRITABLE", "disk gone");
    },
  });
  const { parts, approve } = bench(
    () => candidateOf(lineStep("a", { kind: "test.tidy" }), lineStep("b", { kind: "test.tidy" })),
    [tidy],
  );
  const state = await driveRun(parts, await approve()).settled;
  assert.deepEqual(forgotten, [{ kept: "/etc/a" }, { kept: "/etc/b" }]);
  assert.equal(
    state.message,
    "everything is as asked; copies of former files stay: Write b (disk gone)",
  );
});

test("undo stops at a committed step", async () => {
  const { host, parts, approve } = bench(
    () => candidateOf(lineStep("a", { commit: true }), lineStep("c", { kind: "test.cancel" })),
    [cancelHandler(() => handle)],
  );
  const handle: RunHandle = driveRun(parts, await approve());
  await handle.settled;
  assert.equal(host.text("/etc/a"), "a");
});

test("pausing finishes the step in hand and waits", async () => {
  const { parts, approve } = bench(() => candidateOf(lineStep("a"), lineStep("b")));
  let asked = false;
  const handle: RunHandle = driveRun(
    {
      ...parts,
      onChange(now) {
        if (asked || now.steps[0]?.state !== "done") return;
        asked = true;
        handle.pause();
      },
    },
    await approve(),
  );
  const state = await handle.settled;
  assert.deepEqual(
    [state.state, state.steps.map((step) => step.state)],
    ["paused", ["done", "waiting"]],
  );
});

test("an agent that leaves does not end the run: the next one finishes it", async () => {
  const { parts, approve } = bench(() => candidateOf(lineStep("a"), lineStep("b")));
  const id = await approve();
  const first = driveRun(parts, id);
  first.leave();
  assert.equal((await first.settled).state, "running");
  assert.equal((await driveRun(parts, id).settled).state, "succeeded");
});

test("a blocked plan cannot be approved", async () => {
  const { approve } = bench(() => ({
    ...candidateOf(lineStep("a")),
    blocked: [{ code: "X", message: "another cluster is here", hint: "Remove it." }],
  }));
  await assert.rejects(approve(), { code: "PLAN_BLOCKED", hint: "Remove it." });
});
