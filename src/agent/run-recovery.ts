import type { Actor } from "../engine/index.ts";
import type { RunDeskParts, RunDriver } from "./run-driver.ts";
import type { RunRecords } from "./run-records.ts";

export interface Recovering {
  readonly parts: RunDeskParts;
  readonly records: RunRecords;
  readonly driver: RunDriver;
  saveDocument(text: string, actor: Actor): Promise<void>;
}

/** Goes on with a run that was cut off; `true` when one is open, driven or waiting for a person. */
export async function recoverRun(recovering: Recovering): Promise<boolean> {
  const { parts, records, driver } = recovering;
  const { board, store } = parts;
  const open = records.open();
  if (open === undefined) {
    if (store.access.is === "read-write") await tidyUp(recovering);
    const [last] = store.journal.runs(1);
    const state = last === undefined ? undefined : records.stateOf(last);
    if (state !== undefined) board.set("run", state);
    return false;
  }
  board.set("run", open);
  // A newer version, or a disk with room, may go on with it; this one must not touch it.
  if (store.access.is === "read-only") return true;
  const [approved] = store.journal.records(open.id);
  const isSaved = (generation: number) => board.snapshot().document.generation >= generation;
  // What was saved after the approval is newer than what was approved.
  if (approved?.type === "run-approved" && !isSaved(approved.plan.generation)) {
    await recovering.saveDocument(approved.documentText, approved.actor);
  }
  if (open.state === "paused") return true;
  board.note("info", "run", "going on with the run that was cut off");
  driver.drive(open.id);
  return true;
}

async function tidyUp({ parts, records }: Recovering): Promise<void> {
  const { board, documents, store, vault } = parts;
  const unreadable = store.journal.openRun();
  if (unreadable !== undefined) {
    records.abandon(unreadable, "its records cannot be read");
    board.note("error", "run", `run ${unreadable} cannot be read and was abandoned`);
  }
  // Secrets and user-data of an approval that never became a run: the power went in between.
  vault.wipe();
  await documents.prepare(undefined);
}
