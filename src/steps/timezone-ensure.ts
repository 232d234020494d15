import {
  blocked,
  defineHandler,
  done,
  type HostView,
  type Step,
  todo,
  type UndoRecord,
} from "../engine/index.ts";
import { defineStep, field, type StepOptions } from "./define-step.ts";
import { execChecked } from "./exec-checked.ts";
import { restoreFile, savedFileIn, saveFile } from "./saved-file.ts";

export interface TimeZone {
  /** As in the tz database: `Europe/Berlin`. */
  readonly zone: string;
}

const DEBIAN = "/etc/timezone";
const LINK = "/etc/localtime";
const ZONES = "/usr/share/zoneinfo";

/** The time zone of the host, through timedatectl, which owns the link /etc/localtime. */
export function timezoneEnsure(options: StepOptions & TimeZone): Step<"timezone.ensure", TimeZone> {
  const { zone } = options;
  return defineStep(options, {
    kind: "timezone.ensure",
    title: `Set the time zone ${zone}`,
    params: { zone },
    undo: "compensate",
    usualMs: 500,
  });
}

export const timezoneEnsureHandler = defineHandler<TimeZone>("timezone.ensure", {
  async check({ zone }, { host }) {
    const now = await zoneOf(host);
    const hasZones = (await host.files.list(ZONES)) !== undefined;
    if (hasZones && (await host.files.stat(`${ZONES}/${zone}`)) === undefined)
      return blocked(
        `this host does not know the time zone ${zone}`,
        "Install tzdata, or correct it.",
      );
    if (now !== zone) return todo(`the time zone is ${now ?? "UTC"}`);
    if (await isFileBehind(zone, host)) return todo(`${DEBIAN} does not say ${zone}`);
    return done(`the time zone is ${zone}`);
  },
  async preview({ zone }, { host }) {
    const now = await zoneOf(host);
    const lines = [
      { sign: "-" as const, text: now ?? "UTC" },
      { sign: "+" as const, text: zone },
    ];
    return [{ subject: "time zone", lines }];
  },
  async capture(_params, { host }) {
    return { zone: (await zoneOf(host)) ?? "", file: await saveFile(DEBIAN, host) };
  },
  async run({ zone }, { host, signal, report }) {
    if ((await zoneOf(host)) !== zone) await setZone(zone, { host, signal });
    if (await isFileBehind(zone, host))
      await host.files.writeAtomic(DEBIAN, `${zone}\n`, { mode: 0o644, signal });
    report({ evidence: `time zone ${zone}` });
  },
  async undo(_params, captured, { host, signal }) {
    const zone = formerZone(captured) || "UTC";
    if ((await zoneOf(host)) !== zone) await setZone(zone, { host, signal });
    await restoreFile(savedFileIn(captured, "file"), host);
  },
});

/** What /etc/localtime points to; where it is no link, what Debian's file says. */
export async function zoneOf(host: HostView): Promise<string | undefined> {
  const target = await host.files.readLink(LINK);
  const linked = target === undefined ? undefined : /zoneinfo\/(.+)$/.exec(target)?.[1];
  if (linked !== undefined) return linked;
  const text = (await host.files.readText(DEBIAN))?.trim();
  return text === "" ? undefined : text;
}

/** Debian's file is a second copy of the link: kept where it is used, not brought in elsewhere. */
async function isFileBehind(zone: string, host: HostView): Promise<boolean> {
  const text = await host.files.readText(DEBIAN);
  return text !== undefined && text.trim() !== zone;
}

function setZone(
  zone: string,
  { host, signal }: { host: Parameters<typeof execChecked>[0]; signal: AbortSignal },
): Promise<void> {
  return execChecked(host, ["timedatectl", "set-timezone", zone], {
    timeoutMs: 15_000,
    signal,
    missingHint: "Install systemd's timedatectl.",
  });
}

function formerZone(captured: UndoRecord): string {
  return field(captured, "zone", (value) => typeof value === "string");
}
