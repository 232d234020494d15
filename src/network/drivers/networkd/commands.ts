import type { Argv } from "../../../engine/index.ts";
import type { NetworkChange } from "../../change.ts";
import { deleteLink, type LinkWork, RESTART_NETWORKD } from "../driver.ts";

/**
 * Pure. `reload` makes new devices and tells links whose files differ; devices it makes are told by
 * itself and may not be there yet when it returns. `reconfigure` brings back what was changed by hand, and is
 * only for links that `reload` has nothing to tell: told twice, one that waits for a lease may stay without it.
 */
export function networkdCommands(
  work: LinkWork,
): Pick<NetworkChange, "apply" | "revert" | "again"> {
  const { drifted, creates, recreates, removes } = work;
  const made = [...creates, ...recreates];
  const told = drifted.filter((name) => !made.includes(name) && !removes.includes(name));
  const tell = told.map((name): Argv => ["networkctl", "reconfigure", name]);
  return {
    apply: [
      ...[...recreates, ...removes].toReversed().map(deleteLink),
      ["networkctl", "reload"],
      ...tell,
    ],
    // Devices of the change go first: with the former files nobody would claim them.
    revert: [...made.toReversed().map(deleteLink), ["networkctl", "reload"], ...tell],
    again: [...made.toReversed().map(deleteLink), RESTART_NETWORKD],
  };
}
