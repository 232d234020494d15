import type { HostView, RunContext } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { askSnapd, type Change, type SnapdAnswer, type SnapdChange } from "./snapd.ts";

const LOOK_EVERY_MS = 1000;
/** It is started anew by its own refresh: silence for a while is no end. */
const SILENT_MS = 60_000;

const HINT = "Look at snap changes and journalctl -u snapd, then resume.";

export function snapdTrouble(what: string, why: string): BringupError {
  return new BringupError("CLUSTER_START_FAILED", `${what}: ${why}`, { hint: HINT });
}

/** To the end of what was begun; the limits of the step end it where snapd does not. @throws when it did not go well. */
export async function settled(
  what: string,
  begun: SnapdAnswer<unknown> | SnapdChange,
  context: RunContext,
): Promise<void> {
  if (begun.is === "told") return;
  if (begun.is !== "begun") throw snapdTrouble(what, begun.why);
  const change = await followed(begun.change, context);
  if (change.status !== "Done")
    throw snapdTrouble(what, change.err === "" ? `it ended as ${change.status}` : change.err);
}

async function followed(id: string, { host, signal, report }: RunContext): Promise<Change> {
  let heardMs = host.clock.monotonicMs();
  for (;;) {
    const said = await askSnapd.change(host, id, signal);
    if (said.is === "told") {
      heardMs = host.clock.monotonicMs();
      if (said.value.ready) return said.value;
      report({ evidence: evidenceOf(said.value) });
    } else if (said.is === "refused" || host.clock.monotonicMs() - heardMs > SILENT_MS)
      throw snapdTrouble(`change ${id}`, said.why);
    await host.clock.sleep(LOOK_EVERY_MS, signal);
  }
}

function evidenceOf({ summary, tasks }: Change): string {
  const doing = tasks.find(({ status }) => status === "Doing");
  const done = tasks.filter(({ status }) => status === "Done").length;
  return doing === undefined ? summary : `${summary}: ${doing.summary} (${done}/${tasks.length})`;
}

/** Why snapd can take nothing now; `undefined`: it can. */
export async function busyWith(host: HostView, signal: AbortSignal): Promise<string | undefined> {
  const [seeded, changes] = await Promise.all([
    askSnapd.seeded(host, signal),
    askSnapd.inProgress(host, signal),
  ]);
  if (seeded.is !== "told") return seeded.why;
  if (!seeded.value) return "snapd still unpacks what the image brought";
  if (changes.is !== "told") return changes.why;
  const [first] = changes.value;
  return first === undefined ? undefined : `snapd is at work: ${evidenceOf(first)}`;
}

/** Nothing of ours begins beside something else, begun by us before a cut or by anybody. */
export async function idle({ host, signal, report }: RunContext): Promise<void> {
  for (;;) {
    const why = await busyWith(host, signal);
    if (why === undefined) return;
    report({ evidence: why });
    await host.clock.sleep(LOOK_EVERY_MS, signal);
  }
}
