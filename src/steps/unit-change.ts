import type { HostIO, HostView, RunContext, UnitState } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { redact } from "../secrets/index.ts";
import { checkUnit, describeUnit, isUp, LINKED, type WantedUnit } from "./unit-state.ts";

const POLL_MS = 250;
/** A queued start shows as inactive for a moment, one that systemd skipped stays so. */
const IDLE_MS = 10_000;

/** Starts it, or restarts it when it runs with an older configuration; returns when systemd did. */
export async function bringUp(params: WantedUnit, context: RunContext): Promise<void> {
  const { unit } = params;
  const { host } = context;
  if ((await checkUnit(params, context)).is === "done") return;
  const before = await stateOf(unit, host);
  const askedMs = host.clock.nowMs();
  if (before !== undefined && isUp(before.active)) await host.units.restart(unit);
  else await host.units.start(unit);
  await awaitUp(params, { before, askedMs }, context);
}

async function awaitUp(
  params: WantedUnit,
  { before, askedMs }: { readonly before: UnitState | undefined; readonly askedMs: number },
  context: RunContext,
): Promise<void> {
  const { host, signal, report } = context;
  let last = "";
  for (let waitedMs = 0; ; waitedMs += POLL_MS) {
    const state = await stateOf(params.unit, host);
    const shown = state === undefined ? "not there" : describeUnit(state);
    if (shown !== last) report({ evidence: `${params.unit}: ${shown}` });
    last = shown;
    // Most wait for their turn only for a moment, and then one sees how they start.
    const isWaiting = state?.isQueued === true && isIdle(state) && waitedMs < IDLE_MS;
    if (!isWaiting && (await checkUnit(params, context)).is === "done") return;
    const isSkipped = isIdle(state) && (state?.skippedMs ?? 0) >= askedMs;
    if (hasFailed(state, before) || isSkipped || (isIdle(state) && waitedMs >= IDLE_MS))
      throw await failureOf(params.unit, context);
    await host.clock.sleep(POLL_MS, signal);
  }
}

/** A failure from before our start does not count until the new attempt had its time. */
function hasFailed(state: UnitState | undefined, before: UnitState | undefined): boolean {
  return state?.active === "failed" && state.invocationId !== before?.invocationId;
}

function isIdle(state: UnitState | undefined): boolean {
  return state === undefined || state.active === "inactive" || state.active === "failed";
}

async function failureOf(unit: string, { host, signal }: RunContext): Promise<BringupError> {
  const journal = await host.units.journal(unit, { lines: 5, timeoutMs: 5_000, signal });
  const last = journal.is === "known" ? journal.value.at(-1) : undefined;
  const said = last === undefined ? "" : `: ${redact(last).slice(0, 300)}`;
  return new BringupError("UNIT_FAILED", `${unit} did not start${said}`);
}

/** For what goes back: a unit that runs reads its files anew, and has done so when this returns. */
export async function restartIfUp(unit: string, context: RunContext): Promise<void> {
  const { host, signal } = context;
  const before = await stateOf(unit, host);
  if (before === undefined || !isUp(before.active)) return;
  await host.units.restart(unit);
  for (let waitedMs = 0; ; waitedMs += POLL_MS) {
    const state = await stateOf(unit, host);
    const isNew = state?.invocationId !== before.invocationId;
    const isSlow = waitedMs >= IDLE_MS;
    if (isNew && (state?.active === "active" || (isSlow && state?.active === "activating"))) return;
    if ((isNew && state?.active === "failed") || isSlow) throw await failureOf(unit, context);
    await host.clock.sleep(POLL_MS, signal);
  }
}

export async function takeDown(unit: string, { host, report }: RunContext): Promise<void> {
  const state = await stateOf(unit, host);
  if (state !== undefined && isUp(state.active))
    await host.units.stop(unit, { timeoutMs: 100_000 });
  report({ evidence: `${unit} is stopped` });
}

export async function linkUnit({ unit, enable }: WantedUnit, host: HostIO): Promise<void> {
  if (enable !== undefined) await relinkUnit(unit, LINKED[enable], host);
}

export async function relinkUnit(
  unit: string,
  to: UnitState["enabled"],
  host: HostIO,
): Promise<void> {
  const now = (await stateOf(unit, host))?.enabled ?? "unknown";
  if (now === to || now === "static" || now === "masked") return;
  if (now === "enabled" || now === "enabled-runtime") await host.units.disable(unit);
  if (to === "enabled") await host.units.enable(unit, { scope: "persistent" });
  if (to === "enabled-runtime") await host.units.enable(unit, { scope: "runtime" });
}

async function stateOf(unit: string, host: HostView): Promise<UnitState | undefined> {
  const shown = await host.units.show(unit);
  return shown.is === "known" ? shown.value : undefined;
}
