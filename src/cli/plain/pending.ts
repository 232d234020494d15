import { countOf } from "../words.ts";
import { type Desk, seen } from "./desk.ts";

/** What waits for a person, a sentence each: said when the conversation ends. */
export function pendingWork(desk: Desk): readonly string[] {
  const { run, registration, network } = seen(desk);
  const keeps =
    desk.call.world.openDrafts === undefined ? "" : " Drafts are kept, secrets are not.";
  const drafts = Object.values(desk.session.store.getState().drafts);
  const edits = drafts.reduce((sum, fields) => sum + Object.keys(fields).length, 0);
  return [
    ...(edits === 0 ? [] : [`${countOf(edits, "edit")} typed and not applied.${keeps}`]),
    ...(run?.state === "paused" ? ["A run is paused and waits for a person."] : []),
    ...(network?.state === "applied"
      ? ["A change of the network goes back by itself unless somebody keeps it."]
      : []),
    ...(registration.state === "pending" ? ["The registration waits for approval."] : []),
  ];
}

/** What goes on without anybody; said too, and no reason for another exit code. */
export function goingOn(desk: Desk): readonly string[] {
  const { run } = seen(desk);
  if (run === null || run.endedMs !== null || run.state === "paused") return [];
  return desk.where === "agent"
    ? ["The run goes on in the agent."]
    : ["The run stops here, because no agent is there: go on with bringup run resume."];
}
