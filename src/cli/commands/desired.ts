import type { Snapshot } from "../../session/index.ts";
import { ask, withEngine, withEngineToLook } from "../ask.ts";
import type { Call, CliCommand } from "../command.ts";
import { readGiven } from "../read-text.ts";

/** What the plane wants of this host: the host holds itself to it, with the plane or without. */
export const desired: CliCommand = {
  name: "desired",
  summary: "Show the desired state of the plane in force, or take one from a file",
  commands: [
    {
      name: "show",
      summary:
        "Which revision is in force, how the host differs: 1 if so, or if one is refused; 0 with none",
      run: show,
    },
    {
      name: "import",
      summary: "Take one that was brought here; the same rules as from the plane",
      args: [{ name: "<file>", help: "signed by the plane for this host; - is standard input" }],
      options: [{ flags: "--older", help: "also when a newer one is in force" }],
      run: importDesired,
    },
  ],
};

/** 1 while the host differs from what is wanted of it; where nothing is, nothing differs. */
async function show(call: Call): Promise<number> {
  return withEngineToLook(call, async ({ client }) => {
    const { registration, conditions } = client.snapshot();
    const drifted = conditions.find(({ type }) => type === "Drifted");
    const { desired: inForce, plane, problem } = registration;
    call.out.object({ revision: inForce?.revision ?? null, plane: plane ?? null, drifted });
    call.out.line(sentenceOf(registration));
    if (problem !== undefined) call.out.line(problem.message);
    if (drifted !== undefined) call.out.line(drifted.message);
    const isRefused = inForce === undefined && problem !== undefined;
    return isRefused || drifted?.status === "True" ? 1 : 0;
  });
}

function sentenceOf({ desired: inForce, plane = "the plane" }: Snapshot["registration"]): string {
  if (inForce === undefined) return "No desired state of a plane is in force on this host.";
  return `Revision ${inForce.revision} of ${plane} is in force, its signature verified.`;
}

async function importDesired(call: Call): Promise<number> {
  const { text } = await readGiven(call.args[0] ?? "", call.world);
  const mayBeOlder = call.flag("older");
  return withEngine(call, async ({ client }) => {
    const command = { do: "take-desired", jws: text.trim(), mayBeOlder } as const;
    const answer = await ask(client, command, call.world.signal);
    call.out.object(answer);
    if (answer.is === "ok") call.out.line(answer.note ?? "Taken.");
    return 0;
  });
}
