import type { Candidate, HostView, Step } from "../../engine/index.ts";
import { digestOfTry } from "./arm.ts";
import { isTry } from "./step.ts";
import { isOpen, readTrial } from "./trial.ts";

/**
 * While a change is tried the host looks as if nothing were left to do, and after it went back half
 * as if other things were. The step that was approved stays the next one until it has said how its
 * try ended, whatever a fresh look would plan in its place.
 */
export async function continuing(
  candidate: Candidate,
  approved: readonly Step[],
  host: HostView,
): Promise<Candidate> {
  const step = approved.find(isTry);
  if (step === undefined) return candidate;
  const trial = await readTrial(host, step.params.folder);
  if (trial === undefined || trial.digest !== digestOfTry(step.params)) return candidate;
  const others = candidate.steps.filter(({ id }) => id !== step.id);
  const before = approved.slice(0, approved.indexOf(step)).map(({ id }) => id);
  const at = others.findLastIndex(({ id }) => before.includes(id)) + 1;
  const blocked = isOpen(trial)
    ? candidate.blocked.filter(({ code }) => !code.startsWith("NETWORK_"))
    : candidate.blocked;
  return { ...candidate, blocked, steps: [...others.slice(0, at), step, ...others.slice(at)] };
}
