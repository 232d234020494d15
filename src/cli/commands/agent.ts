import type { CliCommand } from "../command.ts";

/** The one writer of a host; a service starts it. Ends by SIGTERM, with exit code 0. */
export const agent: CliCommand = {
  name: "agent",
  summary: "Run the engine of this host until stopped",
  options: [
    { flags: "--stop", help: "stop the one that runs; a run in progress is left for the next" },
  ],
  async run({ world, choice, flag, out }) {
    if (!flag("stop")) {
      await world.runAgent(choice);
      return 0;
    }
    const { stopAgent } = await import("../../agent/index.ts");
    const pid = await stopAgent(choice);
    out.object({ stopped: pid ?? null });
    out.line(pid === undefined ? "No agent was running." : `Stopped, process ${pid}.`);
    return 0;
  },
};
