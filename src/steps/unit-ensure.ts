import {
  defineHandler,
  type Impact,
  type Step,
  type StepLimit,
  type UndoRecord,
  type UnitState,
} from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { defineStep, field, type StepOptions } from "./define-step.ts";
import { bringUp, linkUnit, relinkUnit, takeDown } from "./unit-change.ts";
import { checkUnit, describeUnit, isUp, type WantedUnit } from "./unit-state.ts";
import { dateFromFuture } from "./watched-files.ts";

export interface UnitEnsureOptions extends StepOptions, WantedUnit {
  readonly impact: Impact;
}

/** systemd gives a service 90 s to stop before it kills it. */
const LIMIT: StepLimit = { noProgressMs: 100_000, totalMs: 300_000 };

/**
 * A unit that runs, runs with the present configuration, or does not run. Starting never blocks:
 * `activating` is enough here, and waiting until it serves is another step.
 */
export function unitEnsure(options: UnitEnsureOptions): Step<"unit.ensure", WantedUnit> {
  const { unit, want, enable, watches, restartToken } = options;
  const verb = { started: "Start", restarted: "Restart", stopped: "Stop" }[want];
  return defineStep(options, {
    kind: "unit.ensure",
    title: `${verb} ${unit}`,
    params: {
      unit,
      want,
      ...(enable === undefined ? {} : { enable }),
      ...(watches === undefined ? {} : { watches }),
      ...(restartToken === undefined ? {} : { restartToken }),
    },
    undo: "compensate",
    usualMs: 3_000,
    limit: LIMIT,
  });
}

export const unitEnsureHandler = defineHandler<WantedUnit>("unit.ensure", {
  check: checkUnit,
  /** What it reads when it starts is about to change. */
  staleAfter: ({ want, watches = [] }, planned) =>
    want === "restarted" && planned.some((step) => watches.some((path) => writes(step, path))),
  async preview(params, { host }) {
    const shown = await host.units.show(params.unit);
    const now = shown.is === "known" ? describeUnit(shown.value) : "not there yet";
    const lines = [
      { sign: "-" as const, text: now },
      { sign: "+" as const, text: wish(params) },
    ];
    return [{ subject: params.unit, lines }];
  },
  async capture({ unit }, { host }) {
    const shown = await host.units.show(unit);
    if (shown.is === "unknown") throw new BringupError("UNIT_FAILED", `${unit}: ${shown.why}`);
    if (shown.is === "absent") return { former: null };
    const { active, enabled } = shown.value;
    return { former: { runs: isUp(active), enabled } };
  },
  async run(params, context) {
    const { host } = context;
    await host.units.reload();
    await linkUnit(params, host);
    if (params.want === "stopped") return takeDown(params.unit, context);
    await dateFromFuture(params.watches ?? [], context);
    await bringUp(params, context);
  },
  async undo({ unit }, captured, context) {
    const { host } = context;
    const former = formerIn(captured);
    if ((await host.units.show(unit)).is === "absent") return;
    await relinkUnit(unit, former?.enabled ?? "disabled", host);
    if (former === null || !former.runs) return takeDown(unit, context);
    // The files it reads go back after this step; they restart it (`readBy` of file.ensure).
    await host.units.start(unit);
  },
});

function wish({ want, enable }: WantedUnit): string {
  const links = {
    persistent: ", at every boot",
    runtime: ", until the next boot",
    none: ", not at boot",
  };
  return enable === undefined ? want : `${want}${links[enable]}`;
}

interface FormerUnit {
  readonly runs: boolean;
  readonly enabled: UnitState["enabled"];
}

function formerIn(captured: UndoRecord): FormerUnit | null {
  return field(captured, "former", (value): value is FormerUnit | null => {
    if (value === null) return true;
    return typeof value === "object" && "runs" in value && "enabled" in value;
  });
}

/** By the names under which the kinds of this folder keep the path they write. */
function writes({ params }: Step, path: string): boolean {
  if (typeof params !== "object" || params === null) return false;
  return Object.entries(params).some(
    ([name, value]) => ["path", "to", "persistPath"].includes(name) && value === path,
  );
}
