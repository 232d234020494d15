import type { CliCommand } from "../command.ts";

/** Only looks; works without agent, root and document. */
export const id: CliCommand = {
  name: "id",
  summary: "Print the edge ID of this host and where it comes from",
  async run({ world, choice, out }) {
    const host = await world.openHost(choice);
    const { observeIdentity } = await import("../../identity/index.ts");
    const found = await observeIdentity({ host, signal: world.signal });
    out.object(found);
    out.line(found.id);
    out.note(`${found.shown}   ${found.origin}`);
    if (found.note !== undefined) out.note(found.note);
    return 0;
  },
};
