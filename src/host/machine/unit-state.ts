import type { UnitState } from "../../engine/index.ts";

export const SHOWN_PROPERTIES = [
  "LoadState",
  "ActiveState",
  "SubState",
  "UnitFileState",
  "NRestarts",
  "ExecMainStatus",
  "ExecMainPID",
  "ExecMainStartTimestampMonotonic",
  "ConditionResult",
  "ConditionTimestampMonotonic",
  "InvocationID",
  "Job",
  "MainPID",
  "StatusText",
].join(",");

/** Both clocks of one moment: systemd tells starts on the monotonic one, which no clock change moves. */
export interface Moment {
  readonly nowMs: number;
  /** CLOCK_MONOTONIC. */
  readonly monotonicMs: number;
}

type Shown = ReadonlyMap<string, string>;

const ACTIVE = ["active", "activating", "inactive", "failed", "deactivating", "reloading"] as const;
const ENABLED = ["enabled", "enabled-runtime", "disabled", "static", "masked"] as const;

/** Reads what `systemctl show` prints; `undefined`: there is no such unit. */
export function parseUnitState(text: string, moment: Moment): UnitState | undefined {
  const shown = parseProperties(text);
  if (shown.get("LoadState") === "not-found") return undefined;
  return {
    active: ACTIVE.find((name) => name === shown.get("ActiveState")) ?? "inactive",
    sub: shown.get("SubState") ?? "",
    enabled: enabledState(shown.get("UnitFileState") ?? ""),
    restarts: Number(shown.get("NRestarts") ?? 0) || 0,
    ...parseMainProcess(shown, moment),
    ...parseSkipped(shown, moment),
    ...(Number(shown.get("Job")) > 0 ? { isQueued: true as const } : {}),
    ...textOf(shown, "InvocationID", "invocationId"),
    ...textOf(shown, "StatusText", "statusText"),
  };
}

function parseProperties(text: string): Shown {
  const lines = text.split("\n").filter((line) => line.indexOf("=") > 0);
  return new Map(
    lines.map((line) => {
      const at = line.indexOf("=");
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

function parseMainProcess(
  shown: Shown,
  moment: Moment,
): Pick<UnitState, "mainPid" | "exitStatus" | "startedMs"> {
  const mainPid = Number(shown.get("MainPID"));
  const startMicros = Number(shown.get("ExecMainStartTimestampMonotonic"));
  const started = startMicros > 0 ? { startedMs: wallTime(startMicros, moment) } : {};
  if (mainPid > 0) return { mainPid, ...started };
  const hasRun = Number(shown.get("ExecMainPID")) > 0;
  return hasRun ? { exitStatus: Number(shown.get("ExecMainStatus")), ...started } : {};
}

function parseSkipped(shown: Shown, moment: Moment): Pick<UnitState, "skippedMs"> {
  const checkedMicros = Number(shown.get("ConditionTimestampMonotonic"));
  if (shown.get("ConditionResult") !== "no" || !(checkedMicros > 0)) return {};
  return { skippedMs: wallTime(checkedMicros, moment) };
}

function wallTime(micros: number, { nowMs, monotonicMs }: Moment): number {
  return Math.round(nowMs - (monotonicMs - micros / 1000));
}

function textOf<K extends "invocationId" | "statusText">(
  shown: Shown,
  property: string,
  key: K,
): Partial<Record<K, string>> {
  const value = shown.get(property);
  return value ? ({ [key]: value } as Record<K, string>) : {};
}

function enabledState(text: string): UnitState["enabled"] {
  if (text === "masked-runtime") return "masked";
  if (text === "indirect" || text === "generated" || text === "alias") return "static";
  return ENABLED.find((name) => name === text) ?? "unknown";
}
