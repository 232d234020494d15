import type { Blocked, Candidate } from "../engine/index.ts";
import type { EdgeHostSpec } from "../spec/index.ts";
import { fileEnsure, timezoneEnsure, unitEnsure } from "../steps/index.ts";
import { type SeenTime, TIMESYNCD_UNIT, type TimeService } from "./observe.ts";

export type TimeSpec = NonNullable<EdgeHostSpec["time"]>;

const DROP_IN = "/etc/systemd/timesyncd.conf.d/90-bringup.conf";
const MARK = "# Written by bringup; changes here are overwritten.";

/** Pure: the servers go to the program that keeps the clock, the zone to timedatectl. */
export function planTime(wanted: TimeSpec, seen: SeenTime): Candidate {
  const servers = planServers(wanted.ntpServers, seen.service);
  if (wanted.timezone === undefined) return servers;
  const zone = timezoneEnsure({ id: "time.zone", zone: wanted.timezone });
  return { ...servers, steps: [...servers.steps, zone] };
}

function planServers(servers: readonly string[] | undefined, service: TimeService): Candidate {
  if (servers === undefined || servers.length === 0) {
    const skipped = [{ title: "Time servers", reason: "the section names none" }];
    return { steps: [], skipped, blocked: [] };
  }
  switch (service.is) {
    case "timesyncd":
      return configured({ path: DROP_IN, text: renderTimesyncd(servers), unit: TIMESYNCD_UNIT });
    case "chrony": {
      if (service.sources === undefined) return blockedBy(withoutSources());
      const path = `${service.sources}/bringup.sources`;
      return configured({ path, text: renderChrony(servers), unit: service.unit });
    }
    case "foreign":
      return blockedBy({
        code: "TIME_OWNED_ELSEWHERE",
        message: `${service.unit} keeps the clock of this host`,
        hint: "Set the servers there, or change to systemd-timesyncd or chrony.",
      });
    case "none":
      return blockedBy({
        code: "TIME_SERVICE_MISSING",
        message: "nothing on this host keeps the clock",
        hint: "Install systemd-timesyncd or chrony.",
      });
    case "unknown":
      return blockedBy({
        code: "TIME_SERVICE_UNKNOWN",
        message: `it is not known what keeps the clock: ${service.why}`,
        hint: "Look at systemctl status, then plan again.",
      });
  }
}

function configured(config: {
  readonly path: string;
  readonly text: string;
  readonly unit: string;
}): Candidate {
  const { path, text, unit } = config;
  return {
    steps: [
      fileEnsure({
        id: "time.config",
        title: `Write time servers to ${path}`,
        path,
        template: text,
        readBy: unit,
      }),
      unitEnsure({
        id: "time.service",
        title: `Restart ${unit} with them`,
        unit,
        want: "restarted",
        enable: "persistent",
        watches: [path],
        impact: "restart",
      }),
    ],
    skipped: [],
    blocked: [],
  };
}

/** timesyncd.conf(5): blanks between servers, never commas; the empty one first forgets others. */
function renderTimesyncd(servers: readonly string[]): string {
  return [MARK, "[Time]", "NTP=", `NTP=${servers.join(" ")}`, ""].join("\n");
}

/** chrony.conf(5): `prefer` sets them before the servers of the system's own configuration. */
function renderChrony(servers: readonly string[]): string {
  return [MARK, ...servers.map((server) => `server ${server} iburst prefer`), ""].join("\n");
}

function withoutSources(): Blocked {
  return {
    code: "TIME_NO_SOURCES_DIRECTORY",
    message: "chrony on this host reads no directory of sources",
    hint: "Add the line sourcedir /etc/chrony/sources.d to chrony.conf.",
  };
}

function blockedBy(obstacle: Blocked): Candidate {
  return { steps: [], skipped: [], blocked: [obstacle] };
}
