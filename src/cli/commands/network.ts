import { BringupError } from "../../errors/index.ts";
import type { Command, EngineClient, Snapshot } from "../../session/index.ts";
import { ask, unexpected, withEngine, withEngineToLook } from "../ask.ts";
import type { Call, CliCommand } from "../command.ts";
import { printTable } from "../table.ts";

export const network: CliCommand = {
  name: "network",
  summary: "Keep a change of the network that is being tried, or let it go back",
  commands: [
    { name: "show", summary: "What is tried, what works, and the time left", run: show },
    { name: "keep", summary: "Keep it: this console works with it", run: decideOn("keep") },
    { name: "revert", summary: "Bring the former settings back now", run: decideOn("revert") },
    {
      name: "extend",
      summary: "Give it more time before it goes back",
      options: [{ flags: "--seconds <number>", help: "120 unless told; an hour at most" }],
      run: decideOn("extend"),
    },
  ],
};

async function show(call: Call): Promise<number> {
  return withEngineToLook(call, async ({ client }) => {
    await client.send({ do: "refresh" }, { signal: call.world.signal });
    const { network: view } = client.snapshot();
    call.out.object({ network: view ?? null });
    if (view === undefined) call.out.line("No change of the network is being tried.");
    else await print(view, call);
    return 0;
  });
}

async function print(view: NonNullable<Snapshot["network"]>, { out }: Call): Promise<void> {
  const { trialSentence, wayBackWords } = await import("../../network/index.ts");
  out.line(trialSentence(view));
  printTable(
    ["", "WAS", "NOW"],
    view.rows.map(({ title, was, now }) => [title, was, now]),
    out,
  );
  for (const { verdict, evidence } of view.proof) out.line(`${verdict.padEnd(8)}${evidence}`);
  for (const line of wayBackWords(view)) out.line(line);
}

/** By hand, on whatever console is left: so it takes control from one that hangs on the old link. */
function decideOn(wish: Extract<Command, { do: "network" }>["decide"]) {
  return (call: Call): Promise<number> => {
    const seconds = secondsIn(call);
    return withEngine(call, async ({ client }) => {
      await takeControl(client, call);
      const more = seconds === undefined ? {} : { seconds };
      const command = { do: "network", decide: wish, ...more } as const;
      const answer = await ask(client, command, call.world.signal);
      if (answer.is !== "ok") throw unexpected(answer);
      call.out.object(answer);
      const note = answer.note ?? "done";
      call.out.line(`${note.slice(0, 1).toUpperCase()}${note.slice(1)}.`);
      return 0;
    });
  };
}

async function takeControl(client: EngineClient, { world }: Call): Promise<void> {
  await ask(client, { do: "take-lease" }, world.signal);
}

function secondsIn(call: Call): number | undefined {
  const typed = call.text("seconds");
  if (typed === undefined) return undefined;
  const seconds = Number(typed);
  if (Number.isInteger(seconds) && seconds > 0) return seconds;
  throw new BringupError("USAGE", `--seconds takes a whole number, not ${typed}`);
}
