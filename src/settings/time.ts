import { formatDuration } from "../quantity/index.ts";
import { observeTime, planTime, type SeenTime, type TimeService } from "../time/index.ts";
import { defineSettings } from "./domain.ts";
import { factText, hasAll, settingRow } from "./row.ts";

export const time = defineSettings({
  id: "time",
  title: "Time",
  section: "time",
  wanted: ({ time }) => time,
  observe: observeTime,
  plan: ({ wanted, seen }) => planTime(wanted, seen),
  rows({ document, seen }) {
    const wanted = document?.spec.time;
    return [
      settingRow({
        path: "spec.time.ntpServers",
        title: "Time servers",
        wanted: wanted?.ntpServers?.join(", "),
        seen: factText(seen.servers, (list) => list.join(", ") || "none"),
        inForce: hasAll(wanted?.ntpServers, seen.servers),
        note: noteOn(seen.service),
      }),
      settingRow({
        path: "spec.time.timezone",
        title: "Time zone",
        wanted: wanted?.timezone,
        seen: seen.zone.is === "absent" ? { is: "known", value: "UTC" } : seen.zone,
      }),
      settingRow({
        path: "seen.time.synchronised",
        title: "Clock",
        wanted: undefined,
        seen: factText(seen.synchronised, (is) => (is ? "synchronised" : "not synchronised")),
        note: offsetNote(seen),
      }),
      settingRow({
        path: "seen.time.hardwareClock",
        title: "Hardware clock",
        wanted: undefined,
        seen: factText(seen.hardwareOffsetMs, (apartMs) =>
          apartMs === 0 ? "the same" : `${formatDuration(Math.abs(apartMs))} ${sideOf(apartMs)}`,
        ),
      }),
    ];
  },
});

function noteOn(service: TimeService): string {
  switch (service.is) {
    case "timesyncd":
      return service.runs ? "Kept by systemd-timesyncd." : "systemd-timesyncd does not run.";
    case "chrony":
      return service.runs ? "Kept by chrony." : "chrony does not run.";
    case "foreign":
      return `Kept by ${service.unit}.`;
    case "none":
      return "Nothing keeps the clock.";
    case "unknown":
      return `Not known what keeps the clock: ${service.why}.`;
  }
}

function offsetNote({ offsetMs }: SeenTime): string | undefined {
  if (offsetMs.is !== "known") return undefined;
  return `${formatDuration(Math.abs(offsetMs.value))} ${sideOf(offsetMs.value)}.`;
}

const sideOf = (offsetMs: number): string => (offsetMs < 0 ? "behind" : "ahead");
