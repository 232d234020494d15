import type { EngineClient } from "../../session/index.ts";
import { ask, unexpected, withEngineToLook } from "../ask.ts";
import type { Call, CliCommand } from "../command.ts";
import { follow } from "../follow.ts";
import { printEntry } from "../render-activity.ts";
import { printAudit } from "../render-audit.ts";

/** What happened: activity of the engine, or who changed what. Oldest first, as logs are read. */
export const log: CliCommand = {
  name: "log",
  summary: "Show what the engine did, or who asked for it (logs: of services)",
  options: [
    { flags: "--audit", help: "who changed what, from where" },
    { flags: "--follow", help: "go on until interrupted" },
  ],
  async run(call) {
    return withEngineToLook(call, async ({ client }) => {
      if (call.flag("audit")) return showAudit(call, client);
      const answer = await ask(client, { do: "activity" }, call.world.signal);
      if (answer.is !== "activity") throw unexpected(answer);
      for (const entry of answer.entries.toReversed()) printEntry(entry, call.out);
      if (call.flag("follow")) await followActivity(call, client);
      return 0;
    });
  },
};

async function showAudit({ world, out }: Call, client: EngineClient): Promise<number> {
  const answer = await ask(client, { do: "audit" }, world.signal);
  if (answer.is !== "audit") throw unexpected(answer);
  printAudit(answer.entries, out);
  return 0;
}

async function followActivity({ world, out }: Call, client: EngineClient): Promise<void> {
  let shown = client.snapshot().activity[0]?.seq ?? 0;
  await follow<never>({
    client,
    signal: world.signal,
    out,
    look() {
      const fresh = client.snapshot().activity.filter(({ seq }) => seq > shown);
      for (const entry of fresh.toReversed()) printEntry(entry, out);
      shown = fresh[0]?.seq ?? shown;
      return undefined;
    },
  });
}
