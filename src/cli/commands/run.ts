import { BringupError } from "../../errors/index.ts";
import { formatDuration } from "../../quantity/index.ts";
import type { Command, EngineClient, RunSlice, RunSummary } from "../../session/index.ts";
import { ask, unexpected, withEngine, withEngineToLook } from "../ask.ts";
import { followRun, openRun } from "../carry-out.ts";
import type { Call, CliCommand } from "../command.ts";
import { follow, wasInterrupted } from "../follow.ts";
import { printRun } from "../render-run.ts";
import { printTable } from "../table.ts";
import type { OpenEngine } from "../world.ts";

const TAKE = { flags: "--take", help: "take control from another console first" };

export const run: CliCommand = {
  name: "run",
  summary: "Show and control runs",
  commands: [
    { name: "list", summary: "List runs, newest first", run: list },
    {
      name: "show",
      summary: "Show one run, the current or last one without an id",
      args: [{ name: "[id]", help: "as in the list" }],
      run: show,
    },
    {
      name: "pause",
      summary: "Stop after the step in progress",
      options: [TAKE],
      run: (call) => control(call, { do: "pause" }),
    },
    {
      name: "resume",
      summary: "Go on with a paused run and follow it",
      options: [TAKE],
      run: resume,
    },
    {
      name: "cancel",
      summary: "End the run after the step in progress",
      options: [TAKE, { flags: "--undo", help: "and undo its steps, as far as they can be" }],
      run: (call) => control(call, { do: "cancel", undo: call.flag("undo") }),
    },
    { name: "take", summary: "Take control of this host and follow its run", run: take },
  ],
};

async function list(call: Call): Promise<number> {
  return withEngineToLook(call, async ({ client }) => {
    const answer = await ask(client, { do: "list-runs" }, call.world.signal);
    if (answer.is !== "runs") throw unexpected(answer);
    for (const summary of answer.runs) call.out.object(summary);
    if (answer.runs.length === 0) call.out.line("No run yet.");
    else printTable(["RUN", "STATE", "TOOK", "STEPS", "TITLE"], answer.runs.map(row), call.out);
    return 0;
  });
}

function row({ id, state, startedMs, endedMs, steps, title }: RunSummary): readonly string[] {
  const took = endedMs === null ? "-" : formatDuration(endedMs - startedMs);
  return [id, state, took, String(steps), title];
}

async function show(call: Call): Promise<number> {
  return withEngineToLook(call, async ({ client }) => {
    const found = await findRun(call, client);
    call.out.object(found);
    printRun(found, call.out);
    return 0;
  });
}

async function findRun({ args, world }: Call, client: EngineClient): Promise<RunSlice> {
  const [id] = args;
  const current = client.snapshot().run;
  if (id === undefined && current !== null) return current;
  const wanted = id ?? (await newestRun(client, world.signal));
  const answer = await ask(client, { do: "show-run", id: wanted }, world.signal);
  if (answer.is !== "run") throw unexpected(answer);
  return answer.run;
}

async function newestRun(client: EngineClient, signal: AbortSignal): Promise<string> {
  const answer = await ask(client, { do: "list-runs" }, signal);
  if (answer.is !== "runs") throw unexpected(answer);
  const [newest] = answer.runs;
  if (newest !== undefined) return newest.id;
  throw new BringupError("RUN_NOT_FOUND", "there is no run on this host yet", {
    hint: "Start one with bringup apply -f host.yaml.",
  });
}

async function control(call: Call, command: Command): Promise<number> {
  return withEngine(call, async (engine) => {
    const answer = await askAsHolder(call, engine.client, command);
    call.out.object(answer);
    call.out.line(answer.is === "ok" && answer.note !== undefined ? answer.note : "Done.");
    // Without an agent nobody but this process can bring it to its end.
    if (command.do === "cancel" && engine.where === "in-process") await cancelled(call, engine);
    return 0;
  });
}

async function cancelled({ world, out }: Call, { client }: OpenEngine): Promise<void> {
  const last = await follow<RunSlice>({
    client,
    signal: world.signal,
    look(event) {
      const { run } = client.snapshot();
      if (run === null) return undefined;
      // What it was before the command is no outcome of it.
      const isStuck = event !== undefined && run.state === "paused";
      return run.endedMs !== null || isStuck ? run : undefined;
    },
  });
  if (!wasInterrupted(last)) out.line(`${last.state}: ${last.message}`);
}

async function resume(call: Call): Promise<number> {
  return withEngine(call, async (engine) => {
    const paused = openRun(engine.client);
    if (paused === undefined) {
      throw new BringupError("RUN_NOT_ACTIVE", "no run is waiting to go on");
    }
    await askAsHolder(call, engine.client, { do: "resume" });
    return followRun(call, engine, paused.id);
  });
}

async function askAsHolder(call: Call, client: EngineClient, command: Command) {
  const { signal } = call.world;
  if (call.flag("take")) await ask(client, { do: "take-lease" }, signal);
  return ask(client, command, signal);
}

/** The lease lasts as long as this command: it stays to follow the run that is going on. */
async function take(call: Call): Promise<number> {
  return withEngine(call, async (engine) => {
    const { client } = engine;
    const before = client.snapshot().lease.holder;
    await ask(client, { do: "take-lease" }, call.world.signal);
    const from = before === null ? "" : `, taken from ${before.actor.user} (${before.actor.from})`;
    call.out.line(`You have control of this host${from}.`);
    const current = openRun(client);
    if (current === undefined || current.state === "paused") return 0;
    call.out.line("Following the run. Leave with Ctrl-C: it goes on, and control is free again.");
    return followRun(call, engine, current.id);
  });
}
