import type { Command } from "../../session/index.ts";
import { ask, unexpected, withEngine } from "../ask.ts";
import type { Call, CliCommand } from "../command.ts";

type What = Extract<Command, { do: "practise" }>["what"];

const SUMMARIES: Readonly<Record<What, string>> = {
  stop: "Stop a member: it refuses connections (simulated)",
  start: "Start one that was stopped, or go on with one that hangs (simulated)",
  freeze: "Let a member hang: it takes connections and says nothing (simulated)",
  cut: "Pull its network cable: nothing reaches it (simulated)",
  heal: "Plug its network cable in again (simulated)",
};

/** The same as the keys on the page of a member, in rehearsal. */
export const practise: CliCommand = {
  name: "practise",
  summary: "In rehearsal: stop and cut members of a simulated store, to see what status says",
  commands: (Object.keys(SUMMARIES) as What[]).map((what) => ({
    name: what,
    summary: SUMMARIES[what],
    args: [{ name: "<member>", help: "its name, as status shows it: rack12-b" }],
    run: (call) => practiseOn(call, what),
  })),
};

function practiseOn(call: Call, what: What): Promise<number> {
  const [member = ""] = call.args;
  return withEngine(call, async ({ client }) => {
    const answer = await ask(client, { do: "practise", what, member }, call.world.signal);
    if (answer.is !== "ok") throw unexpected(answer);
    call.out.object(answer);
    call.out.line(`${answer.note ?? "Done"}.`);
    return 0;
  });
}
