import { BringupError } from "../errors/index.ts";
import type { EngineClient, PlanSlice, RunSlice, Snapshot } from "../session/index.ts";
import { ask, errorOf, unexpected } from "./ask.ts";
import type { Call } from "./command.ts";
import { follow, interruptedError, wasInterrupted } from "./follow.ts";
import type { Output } from "./output.ts";
import { createRunPrinter } from "./render-run.ts";
import type { OpenEngine } from "./world.ts";

/**
 * Approves the plan and follows its run; resolves with the exit code. What loses data takes the name
 * that `--name` gives, too.
 */
export async function carryOut(
  call: Call,
  engine: OpenEngine,
  { plan }: PlanSlice,
): Promise<number> {
  const name = call.text("name");
  const approval = { hash: plan.hash, ...(name === undefined ? {} : { name }) };
  const answer = await ask(engine.client, { do: "approve", ...approval }, call.world.signal);
  if (answer.is === "run") return followRun(call, engine, answer.run.id);
  if (answer.is !== "ok" || plan.steps.length > 0) throw unexpected(answer);
  call.out.line(answer.note ?? "The document is saved.");
  return 0;
}

/** Prints a run as it goes on, until it has ended, waits for a person, or we are interrupted. */
export async function followRun(
  { world, out }: Call,
  { client, where }: OpenEngine,
  runId: string,
): Promise<number> {
  const print = createRunPrinter(out);
  const tell = createTrialTeller(out);
  const ended = await follow<RunSlice>({
    client,
    signal: world.signal,
    look(event) {
      if (event?.slice === "network") tell(event.value);
      if (event !== undefined && event.slice !== "run") return undefined;
      const run = client.snapshot().run;
      if (run?.id !== runId) return undefined;
      print(run);
      return isOver(run) ? run : undefined;
    },
  });
  if (wasInterrupted(ended)) throw leftAlone(where);
  return exitCodeOfRun(ended);
}

/** Once for each try: whoever waits for the run has to know that it waits for them. */
function createTrialTeller(out: Output): (view: Snapshot["network"]) => void {
  let told = "";
  return (view) => {
    const state = view?.state ?? "";
    if (view?.state === "applied" && told !== state) {
      const to = view.reconnect.join(" or ");
      out.line(`In force and waiting to be kept, ${view.leftSeconds} s left; reachable at ${to}.`);
      out.line("To keep it, from a console that reaches this host: bringup network keep");
    }
    told = state;
  };
}

function isOver({ state }: RunSlice): boolean {
  return state !== "running" && state !== "pausing" && state !== "cancelling";
}

/** The run that is going on now, if any. */
export function openRun(client: EngineClient): RunSlice | undefined {
  const { run } = client.snapshot();
  return run !== null && (!isOver(run) || run.state === "paused") ? run : undefined;
}

function exitCodeOfRun(run: RunSlice): number {
  if (run.state === "succeeded") return 0;
  const failed = run.steps.find((step) => step.state === "failed");
  if (run.state === "paused") {
    throw new BringupError("RUN_STALLED", run.message || "the run is paused", {
      hint: failed?.error?.hint ?? "See bringup run show, then bringup run resume or cancel.",
    });
  }
  if (run.state === "cancelled") throw new BringupError("CANCELLED", "the run was cancelled");
  if (failed?.error !== undefined) throw errorOf(failed.error);
  throw new BringupError("STEP_FAILED", run.message || "the run failed");
}

function leftAlone(where: OpenEngine["where"]): BringupError {
  return where === "agent"
    ? interruptedError(
        "no longer following; the run goes on in the agent",
        "Follow it with bringup status --watch, stop it with bringup run cancel.",
      )
    : interruptedError(
        "stopped; the run waits, because no agent is there to go on with it",
        "Go on with bringup run resume, or start the agent.",
      );
}
