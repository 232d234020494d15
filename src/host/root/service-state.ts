import { readFile } from "node:fs/promises";
import type { ProcessIdentity, UnitState } from "../../engine/index.ts";
import { isAlive, machineBootId } from "../process-identity.ts";

/** What the supervisor of a unit last wrote down. */
export interface ServiceRecord {
  readonly phase: string;
  readonly supervisor: ProcessIdentity;
  readonly main: ProcessIdentity | null;
  readonly restarts: number;
  readonly exitStatus: number | null;
  readonly startedMs: number | null;
  readonly invocationId: string;
}

type Activity = Pick<UnitState, "active" | "sub">;

const LIVING: Readonly<Record<string, Activity>> = {
  "start-pre": { active: "activating", sub: "start-pre" },
  running: { active: "active", sub: "running" },
  "auto-restart": { active: "activating", sub: "auto-restart" },
};

const ENDED: Readonly<Record<string, Activity>> = {
  failed: { active: "failed", sub: "failed" },
  exited: { active: "active", sub: "exited" },
};

const DEAD: Activity = { active: "inactive", sub: "dead" };

export async function readRecord(file: string): Promise<ServiceRecord | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as ServiceRecord;
  } catch {
    return undefined;
  }
}

interface SeenService {
  readonly record: ServiceRecord;
  readonly isSupervised: boolean;
}

/** A supervisor writes its last word before it ends: of one that is gone the record is read again. */
export async function lookAtService(file: string): Promise<SeenService | undefined> {
  const first = await readRecord(file);
  if (first === undefined) return undefined;
  if (isAlive(first.supervisor)) return { record: first, isSupervised: true };
  const record = (await readRecord(file)) ?? first;
  return { record, isSupervised: isAlive(record.supervisor) };
}

/** The state as systemd would show it. `notify`: what the service told so far, when it tells at all. */
export function stateOf(
  seen: SeenService | undefined,
  enabled: UnitState["enabled"],
  notify: string | undefined,
): UnitState {
  if (seen === undefined) return { ...DEAD, enabled, restarts: 0 };
  const { record } = seen;
  const activity = activityOf(seen, notify);
  const status = [...(notify ?? "").matchAll(/^STATUS=(.*)$/gm)].at(-1)?.[1];
  const isRunning = record.main !== null && activity.active !== "inactive";
  return {
    ...activity,
    enabled,
    restarts: record.restarts,
    invocationId: record.invocationId,
    ...(record.exitStatus === null || isRunning ? {} : { exitStatus: record.exitStatus }),
    ...(isRunning && record.main ? { mainPid: record.main.pid } : {}),
    ...(record.startedMs === null ? {} : { startedMs: record.startedMs }),
    ...(status ? { statusText: status } : {}),
  };
}

function activityOf({ record, isSupervised }: SeenService, notify: string | undefined): Activity {
  if (!isSupervised) return endedActivity(record);
  const isReady = notify === undefined || /(?:^|\n)READY=1(?:\n|$)/.test(notify);
  if (record.phase === "running" && !isReady) return { active: "activating", sub: "start" };
  return LIVING[record.phase] ?? ENDED[record.phase] ?? DEAD;
}

/** A supervisor that is gone without a last word was killed, or the machine restarted. */
function endedActivity(record: ServiceRecord): Activity {
  const wasCut = record.phase in LIVING;
  if (record.supervisor.bootId !== machineBootId()) return DEAD;
  return wasCut ? { active: "failed", sub: "failed" } : (ENDED[record.phase] ?? DEAD);
}
