import { systemClock } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import type { EngineClient } from "../../session/index.ts";
import { ask, unexpected, withEngine, withEngineToLook } from "../ask.ts";
import type { Call, CliCommand } from "../command.ts";

export const clock: CliCommand = {
  name: "clock",
  summary: "Show the clock of this host, or set it by hand where no time server is",
  commands: [
    { name: "show", summary: "The time, who keeps it, and the hardware clock", run: show },
    {
      name: "set",
      summary: "Set the clock and the hardware clock",
      args: [{ name: "<moment>", help: "2026-11-21 03:15 in the zone of the host, Z for UTC" }],
      options: [{ flags: "--yes", help: "do it; without this it only says what would be set" }],
      run: set,
    },
  ],
};

async function show(call: Call): Promise<number> {
  const { clockView } = await import("../../time/index.ts");
  return withEngineToLook(call, async ({ client }) => {
    await client.send({ do: "refresh" }, { signal: call.world.signal });
    const { now, rows } = clockView(client.snapshot().settings, systemClock.nowMs());
    call.out.object({ now, ...Object.fromEntries(rows) });
    for (const [title, text] of [["Now", now], ...rows] as const)
      call.out.line(`${title.padEnd(16)}${text}`);
    return 0;
  });
}

async function set(call: Call): Promise<number> {
  if (!call.flag("yes")) return withEngineToLook(call, ({ client }) => say(call, client));
  return withEngine(call, async ({ client }) => {
    const atMs = await momentOf(call, client);
    const answer = await ask(client, { do: "set-clock", atMs }, call.world.signal);
    if (answer.is !== "ok") throw unexpected(answer);
    call.out.object(answer);
    call.out.line(`${answer.note ?? "Done"}.`);
    return 0;
  });
}

/** What it would mean; the person has not said yes. */
async function say(call: Call, client: EngineClient): Promise<never> {
  const { clockView, momentText } = await import("../../time/index.ts");
  const atMs = await momentOf(call, client);
  const { now, zone } = clockView(client.snapshot().settings, systemClock.nowMs());
  const then = `${momentText(atMs, zone)} ${zone}`;
  call.out.object({ now, then });
  call.out.line(`The clock says ${now}; it would be set to ${then}.`);
  throw new BringupError("PLAN_NOT_APPROVED", "nothing was done", {
    hint: `To do it: bringup clock set "${call.args[0]}" --yes`,
  });
}

async function momentOf(call: Call, client: EngineClient): Promise<number> {
  const { clockView, readMoment } = await import("../../time/index.ts");
  const { zone } = clockView(client.snapshot().settings, systemClock.nowMs());
  const typed = readMoment(call.args[0] ?? "", zone);
  if (typed.is === "moment") return typed.atMs;
  throw new BringupError("USAGE", typed.why, { hint: typed.hint });
}
