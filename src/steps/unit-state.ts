import {
  blocked,
  type CheckContext,
  done,
  type HostView,
  todo,
  type UnitState,
  unclear,
  type Verdict,
} from "../engine/index.ts";
import { newestChange } from "./watched-files.ts";

export interface WantedUnit {
  /** With its suffix: `example.service`. */
  readonly unit: string;
  /** `restarted`: running since after the last change of what it reads (`watches`). */
  readonly want: "started" | "restarted" | "stopped";
  /** Link for the next boots; `none` removes it, absent leaves it as it is. */
  readonly enable?: "persistent" | "runtime" | "none";
  /** Files the unit reads when it starts, its own unit file among them. */
  readonly watches?: readonly string[];
  /** Digest of what the unit reads: makes a changed configuration a changed step. */
  readonly restartToken?: string;
}

export async function checkUnit(params: WantedUnit, { host }: CheckContext): Promise<Verdict> {
  const { unit, want, watches = [] } = params;
  const shown = await host.units.show(unit);
  if (shown.is === "unknown") return unclear(`${unit}: ${shown.why}`);
  if (shown.is === "absent")
    return want === "stopped" ? done(`${unit} is not there`) : todo(`${unit} is not there yet`);
  const state = shown.value;
  if (state.enabled === "masked" && want !== "stopped")
    return blocked(`${unit} is masked`, `systemctl unmask ${unit}, if that is right.`);
  if (!isLinked(params, state)) return todo(`${unit} is ${state.enabled}`);
  if (host.isOffline) return done(`${unit} is ${state.enabled}, for the first boot`);
  if (want === "stopped")
    return isUp(state.active) ? todo(`${unit} is ${state.active}`) : done(`${unit} is stopped`);
  // It will read what is there when its turn comes.
  if (!isUp(state.active) && state.isQueued === true)
    return done(`${unit} starts when what it waits for is there`);
  if (!isUp(state.active)) return todo(`${unit} is ${state.active}`);
  if (want === "started") return done(`${unit} is ${state.active}`);
  return isFresh(state, watches, host);
}

/** By effect: the running process is younger than everything it read when it started. */
async function isFresh(
  state: UnitState,
  watches: readonly string[],
  host: HostView,
): Promise<Verdict> {
  const newest = await newestChange(watches, host);
  if (newest === undefined) return done(`${state.active}, and it reads nothing that changed`);
  if (state.startedMs === undefined) return unclear("systemd does not say when it was started");
  if (state.startedMs < newest.modifiedMs)
    return todo(`${newest.path} changed after it was started`);
  return done(`${state.active} since after the last change of ${newest.path}`);
}

/** How systemd names the links asked for. */
export const LINKED = {
  persistent: "enabled",
  runtime: "enabled-runtime",
  none: "disabled",
} as const;

function isLinked({ enable }: WantedUnit, { enabled }: UnitState): boolean {
  return enable === undefined || enabled === "static" || enabled === LINKED[enable];
}

export function isUp(active: UnitState["active"]): boolean {
  return active === "active" || active === "activating" || active === "reloading";
}

export function describeUnit({ active, sub, enabled }: UnitState): string {
  return `${active} (${sub}), ${enabled}`;
}
