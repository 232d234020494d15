import type { CliCommand } from "../command.ts";

/** The one writer of a host; a service starts it. Ends by SIGTERM, with exit code 0. */
export const agent: CliCommand = {
  name: "agent",
  summary: "Run the engine of this host until stopped",
  async run({ world, choice }) {
    await world.runAgent(choice);
    return 0;
  },
};
