import type { Candidate, Plan, Step } from "../engine/index.ts";

/**
 * Ids of the steps that mend a host without asking: what they cost is a restart of a service at
 * most, they can be repeated, and nobody is asked while they run. A section (`proxy`, `k3s`) with a
 * step that needs a person is left to that person as a whole: its steps build on each other.
 */
export function repairable({ steps, blocked }: Plan): ReadonlySet<string> {
  const ids = steps.map(({ id }) => id);
  const held = new Set([
    ...steps.filter((step) => waitsBecause(step) !== undefined).map(({ id }) => sectionOf(id)),
    ...blocked.map(({ code }) => sectionOf(code)),
  ]);
  return new Set(ids.filter((id) => !held.has(sectionOf(id))));
}

/** Of a wish, only what a repair was begun for; other runs do what the whole document says. */
export function within(wish: Candidate, approved: Plan | undefined): Candidate {
  if (approved?.goal.do !== "repair") return wish;
  return only(new Set(approved.steps.map(({ id }) => id)), wish);
}

/** What is blocked there wants no steps, and is no reason to leave the rest as it is. */
export function only(ids: ReadonlySet<string>, { steps, skipped }: Candidate): Candidate {
  return { steps: steps.filter(({ id }) => ids.has(id)), skipped, blocked: [] };
}

/** Why a step waits for a person, in words; `undefined`: it does not. */
export function waitsBecause({
  impact,
  commit,
  rerun,
  attended,
  onRequest,
}: Step): string | undefined {
  if (impact === "data-loss") return "it loses data";
  if (commit === true) return "there is no way back from it";
  if (impact === "reboot") return "the host has to start anew";
  if (impact === "node-down") return "what runs here would stop";
  if (attended === true) return "it asks a person while it runs";
  if (onRequest === true) return "others may have changed it on purpose";
  return rerun === "never" ? "it cannot be repeated" : undefined;
}

function sectionOf(id: string): string {
  return id.split(".")[0] ?? id;
}
