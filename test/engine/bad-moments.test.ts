import assert from "node:assert/strict";
import { test } from "node:test";
import {
  approveRun,
  type Candidate,
  defineHandler,
  done,
  driveRun,
  type Handler,
  handlerMap,
  makePlan,
  type RunHandle,
  type RunParts,
  runStateOf,
  todo,
  unclear,
} from "../../src/engine/index.ts";
import { BringupError } from "../../src/errors/index.ts";
import { createMemoryHost, PowerCut } from "../../src/host/index.ts";
import { createTestJournal } from "../support/journal.ts";
import { candidateOf, lineHandler, lineStep } from "../support/steps.ts";

const ACTOR = { user: "ada", from: "tty1" };
const NO_SECRETS = { read: async () => undefined, matches: () => undefined };

async function bench(handlers: readonly Handler[], now: () => Candidate) {
  const host = createMemoryHost({ files: { "/etc/a": "old" } });
  const journal = createTestJournal();
  const parts: RunParts = {
    host,
    journal,
    handlers: handlerMap([lineHandler], handlers),
    secrets: NO_SECRETS,
    candidate: async () => now(),
    onChange: () => undefined,
    random: () => 0.5,
  };
  const { signal } = new AbortController();
  const request = { ...parts, goal: { do: "converge" }, generation: 1, signal } as const;
  const plan = await makePlan({ ...request, candidate: now() });
  const id = approveRun(journal, { plan, actor: ACTOR, documentText: "" });
  return { host, journal, parts, id };
}

/** Does what the test says while it runs, then waits until it is told to stop. */
function during(act: () => void): Handler {
  return defineHandler("test.during", {
    check: async () => todo("not yet"),
    preview: async () => [],
    async run(_params, { signal }) {
      act();
      signal.throwIfAborted();
    },
  });
}

const DURING = lineStep("b", { kind: "test.during" });

test("an agent that stops right after a cancel was answered has not forgotten it", async () => {
  const both = during(() => {
    handle.cancel({ actor: ACTOR, undo: true });
    handle.leave();
  });
  const { host, parts, id } = await bench([both], () => candidateOf(lineStep("a"), DURING));
  const handle: RunHandle = driveRun(parts, id);
  assert.equal((await handle.settled).state, "cancelling");
  assert.equal(host.text("/etc/a"), "a", "nothing was taken back while the agent was leaving");
  const next = await driveRun(parts, id).settled;
  assert.equal(next.message, "cancelled; everything this run did was taken back");
  assert.equal(host.text("/etc/a"), "old");
});

test("an agent told to stop leaves a way back in the middle, and the next one goes on with it", async () => {
  const slow = defineHandler("test.slow-back", {
    check: (params, context) => lineHandler.check(params, context),
    preview: async () => [],
    run: (params, context) => lineHandler.run(params, context),
    async undo(_params, _captured, { signal }) {
      backs += 1;
      if (backs > 1) return;
      handle.leave();
      signal.throwIfAborted();
    },
  });
  let backs = 0;
  const stopped = during(() => handle.cancel({ actor: ACTOR, undo: true }));
  const { parts, id, journal } = await bench([slow, stopped], () =>
    candidateOf(lineStep("a", { kind: "test.slow-back" }), DURING),
  );
  const handle: RunHandle = driveRun(parts, id);
  assert.equal((await handle.settled).state, "cancelling");
  const next = await driveRun(parts, id).settled;
  assert.equal(next.message, "cancelled; everything this run did was taken back");
  assert.equal(journal.all.filter(({ type }) => type === "run-ended").length, 1);
});

test("a pause that was asked for holds, also when the agent stops before the step in hand is done", async () => {
  const both = during(() => {
    handle.pause();
    handle.leave();
  });
  const { parts, id } = await bench([both], () => candidateOf(DURING));
  const handle: RunHandle = driveRun(parts, id);
  assert.equal((await handle.settled).state, "paused");
  assert.equal((await driveRun(parts, id).settled).message, "paused on request");
});

test("a cancel that comes when the run has just succeeded is refused, and takes nothing back", async () => {
  let refused: unknown;
  const late = defineHandler("test.late", {
    check: (params, context) => lineHandler.check(params, context),
    preview: async () => [],
    capture: async () => ({ any: "thing" }),
    run: (params, context) => lineHandler.run(params, context),
    undo: async () => assert.fail("nothing may be taken back"),
    async forget() {
      try {
        handle.cancel({ actor: ACTOR, undo: true });
      } catch (thrown) {
        refused = thrown;
      }
    },
  });
  const { parts, id } = await bench([late], () =>
    candidateOf(lineStep("a", { kind: "test.late" })),
  );
  const handle: RunHandle = driveRun(parts, id);
  assert.equal((await handle.settled).state, "succeeded");
  assert.ok(refused instanceof BringupError && refused.code === "RUN_NOT_ACTIVE");
});

test("of two cancels the first counts: a second one does not change what is taken back", async () => {
  const twice = during(() => {
    handle.cancel({ actor: ACTOR, undo: true });
    handle.cancel({ actor: ACTOR, undo: false });
  });
  const { host, parts, id } = await bench([twice], () => candidateOf(lineStep("a"), DURING));
  const handle: RunHandle = driveRun(parts, id);
  await handle.settled;
  assert.equal(host.text("/etc/a"), "old");
});

test("a step during which the machine goes down every time is not begun for ever", async () => {
  let begun = 0;
  const deadly = during(() => {
    begun += 1;
    journal.powerOff();
    throw new PowerCut();
  });
  const { parts, id, journal } = await bench([deadly], () => candidateOf(DURING));
  for (let boots = 0; boots < 3; boots++) {
    await assert.rejects(driveRun(parts, id).settled, PowerCut);
    journal.powerOn();
  }
  const state = await driveRun(parts, id).settled;
  assert.deepEqual([state.state, begun], ["paused", 3]);
  assert.match(state.message, /^Write b: begun 3 times, and its effect never lasted/);
  journal.append(id, { type: "run-resumed", actor: ACTOR });
  await assert.rejects(driveRun(parts, id).settled, PowerCut, "a person may try again");
});

test("an effect that something else takes away again and again is not brought back for ever", async () => {
  let isFresh = false;
  const restless = defineHandler("test.restless", {
    /** Done when verified, gone when looked at next. */
    async check() {
      const verdict = isFresh ? done("there") : todo("gone again");
      isFresh = false;
      return verdict;
    },
    preview: async () => [],
    async run() {
      isFresh = true;
    },
  });
  const { parts, id } = await bench([restless], () =>
    candidateOf(lineStep("a", { kind: "test.restless" })),
  );
  const state = await driveRun(parts, id).settled;
  assert.equal(state.state, "paused");
  assert.match(state.message, /its effect never lasted/);
});

test("a step that destroys data stops the run when its state cannot be read any more", async () => {
  let readable = true;
  const wipe = defineHandler("test.wipe", {
    check: async () => (readable ? todo("there is data") : unclear("the disk does not answer")),
    preview: async () => [],
    run: async () => assert.fail("data was destroyed without knowing what is there"),
  });
  const { parts, id } = await bench([wipe], () =>
    candidateOf(lineStep("a", { kind: "test.wipe", impact: "data-loss" })),
  );
  readable = false;
  const state = await driveRun(parts, id).settled;
  assert.deepEqual([state.state, state.message], ["paused", "Write a: the disk does not answer"]);
});

test("a step that must not run twice waits for a person also after a stop or a time-out in its middle", async () => {
  let begun = 0;
  const once = during(() => {
    begun += 1;
    handle.leave();
  });
  const { parts, id } = await bench([once], () =>
    candidateOf(lineStep("b", { kind: "test.during", rerun: "never" })),
  );
  const handle: RunHandle = driveRun(parts, id);
  assert.equal((await handle.settled).state, "running");
  const state = await driveRun(parts, id).settled;
  assert.deepEqual([state.state, begun], ["paused", 1]);
  assert.match(state.message, /not safe to run again/);
});

test("a step of a kind this version does not know is left, said, and does not stop the way back", async () => {
  const { host, parts, id, journal } = await bench([during(() => assert.fail())], () =>
    candidateOf(lineStep("a"), DURING),
  );
  const step = { inputsDigest: "", attempt: 1 };
  journal.append(id, { type: "step-started", stepId: "a", ...step });
  journal.append(id, { type: "step-captured", stepId: "a", captured: { before: "old" } });
  journal.append(id, { type: "step-started", stepId: "b", ...step });
  journal.append(id, { type: "run-cancelling", actor: ACTOR, undo: true });
  await host.files.writeAtomic("/etc/a", "a", { mode: 0o644 });
  const older = { ...parts, handlers: handlerMap([lineHandler]) };
  const state = await driveRun(older, id).settled;
  assert.equal(
    state.message,
    "cancelled; not taken back: Write b (no handler for step kind test.during)",
  );
  assert.equal(host.text("/etc/a"), "old");
});

test("what a console is shown in mid-run is what the journal says", async () => {
  const { journal, parts, id } = await bench([], () => candidateOf(lineStep("a"), lineStep("b")));
  const pairs: unknown[][] = [];
  const onChange: RunParts["onChange"] = (state) =>
    pairs.push([state.steps.map((step) => step.state), runStateOf(journal.records(id))]);
  await driveRun({ ...parts, onChange }, id).settled;
  assert.ok(pairs.length > 4);
  for (const [shown, told] of pairs) {
    assert.deepEqual(
      shown,
      (told as { steps: { state: string }[] }).steps.map((step) => step.state),
    );
  }
});
