import { BringupError } from "../../errors/index.ts";
import type { EngineClient } from "../../session/index.ts";
import { ask, unexpected, withEngine, withEngineToLook } from "../ask.ts";
import type { Call, CliCommand } from "../command.ts";

const OPTIONS = [
  { flags: "--yes", help: "do it; without this it only says what stops" },
  { flags: "--name <name>", help: "needed too where it is not safe: the name of the cluster" },
];

export const power: CliCommand = {
  name: "power",
  summary: "Restart this host or switch it off, unless its cluster needs it",
  commands: [
    {
      name: "reboot",
      summary: "Restart this host",
      options: OPTIONS,
      run: (call) => switchTo(call, "reboot"),
    },
    {
      name: "off",
      summary: "Switch this host off",
      options: OPTIONS,
      run: (call) => switchTo(call, "off"),
    },
  ],
};

const WORDS = { reboot: "restart", off: "switch off" } as const;

async function switchTo(call: Call, to: "reboot" | "off"): Promise<number> {
  if (!call.flag("yes")) return withEngineToLook(call, ({ client }) => say(call, client, to));
  const name = call.text("name");
  const command = { do: "power", to, ...(name === undefined ? {} : { name }) } as const;
  return withEngine(call, async ({ client }) => {
    const answer = await ask(client, command, call.world.signal);
    if (answer.is !== "ok") throw unexpected(answer);
    call.out.object(answer);
    call.out.line(`${answer.note ?? "Done"}.`);
    return 0;
  });
}

/** What it would mean; the person has not said yes. */
async function say(
  { world, out }: Call,
  client: EngineClient,
  to: "reboot" | "off",
): Promise<never> {
  const [{ systemClock }, { advisePower }, { powerWord }] = await Promise.all([
    import("../../engine/index.ts"),
    import("../../status/index.ts"),
    import("../../session/index.ts"),
  ]);
  // Who may only look is told what the agent saw last.
  await client.send({ do: "refresh" }, { signal: world.signal });
  const snapshot = client.snapshot();
  const advice = advisePower(snapshot, systemClock.nowMs());
  out.object({ power: to, ...advice });
  out.line(`To ${WORDS[to]} ${snapshot.host.hostname} now: ${ANSWERS[advice.answer]}`);
  for (const why of advice.why) out.line(`  ${why}`);
  const more = advice.answer === "yes" ? "" : ` --name ${powerWord(snapshot)}`;
  throw new BringupError("PLAN_NOT_APPROVED", "nothing was done", {
    hint: `To do it: bringup power ${to} --yes${more}`,
  });
}

const ANSWERS = { yes: "yes.", no: "NO.", unknown: "cannot tell." } as const;
