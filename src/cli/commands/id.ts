import { BringupError } from "../../errors/index.ts";
import type { CliCommand } from "../command.ts";

/** Only looks; works without agent, root and document. */
export const id: CliCommand = {
  name: "id",
  summary: "Print the edge ID of this host and where it comes from",
  async run({ world, choice, out }) {
    const host = await world.openHost(choice);
    const { observeIdentity } = await import("../../identity/index.ts");
    const { readRememberedId } = await import("../../agent/index.ts");
    const remembered = readRememberedId(choice);
    const found = await observeIdentity(host, remembered === undefined ? {} : { remembered });
    if (found.is === "unknown") {
      throw new BringupError("FILE_UNREADABLE", `the edge ID cannot be told: ${found.why}`, {
        hint: "Run again as root: only root can read the numbers of the hardware.",
      });
    }
    out.object(found);
    if (found.is === "needs-random") {
      out.line(`No ID yet: ${found.why}.`);
      out.note("The agent makes one and remembers it, when it first starts.");
      return 1;
    }
    out.line(found.id);
    out.note(`${found.shown}   ${found.origin}`);
    if (found.note !== undefined) out.note(found.note);
    return 0;
  },
};
