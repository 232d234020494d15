import {
  type CommandOutcome,
  type Fact,
  factOf,
  type HostView,
  troubleIn,
} from "../engine/index.ts";
import { zoneOf } from "../steps/index.ts";

/** The program that keeps the clock of this host. */
export type TimeService =
  | { readonly is: "timesyncd"; readonly runs: boolean }
  /** `sources`: the directory it reads further servers from; absent: none is configured. */
  | {
      readonly is: "chrony";
      readonly unit: string;
      readonly runs: boolean;
      readonly sources?: string;
    }
  | { readonly is: "foreign"; readonly unit: string }
  | { readonly is: "none" }
  | { readonly is: "unknown"; readonly why: string };

export interface SeenTime {
  readonly service: TimeService;
  /** Servers of the host's own configuration; those from DHCP are not among them. */
  readonly servers: Fact<readonly string[]>;
  readonly synchronised: Fact<boolean>;
  /** How far the clock is off, milliseconds; positive: ahead. */
  readonly offsetMs: Fact<number>;
  readonly zone: Fact<string>;
  /** The hardware clock against the system clock, milliseconds; positive: ahead. Absent: none there. */
  readonly hardwareOffsetMs: Fact<number>;
}

export const TIMESYNCD_UNIT = "systemd-timesyncd.service";
const TIMEOUT_MS = 3_000;

export async function observeTime(host: HostView, signal: AbortSignal): Promise<SeenTime> {
  const service = await observeService(host);
  return {
    service,
    servers: await factOf(() => serversOf(service, { host, signal })),
    synchronised: await factOf(() => isSynchronised({ host, signal })),
    offsetMs: await factOf(() => offsetOf(service, { host, signal })),
    zone: await factOf(() => zoneOf(host)),
    hardwareOffsetMs: await factOf(() => hardwareOffsetOf(host)),
  };
}

/** Whatever runs keeps the clock; with none running, what is installed could. */
async function observeService(host: HostView): Promise<TimeService> {
  const installed: TimeService[] = [];
  for (const { unit, make } of CANDIDATES) {
    const shown = await host.units.show(unit);
    if (shown.is === "unknown") return { is: "unknown", why: shown.why };
    if (shown.is === "absent") continue;
    const runs = shown.value.active === "active" || shown.value.active === "activating";
    const service = await make({ host, unit, runs });
    if (runs) return service;
    if (shown.value.enabled !== "masked") installed.push(service);
  }
  return installed.find((service) => service.is !== "foreign") ?? { is: "none" };
}

interface Found {
  readonly host: HostView;
  readonly unit: string;
  readonly runs: boolean;
}

/** Debian names chrony's unit chrony, the others chronyd. */
const CANDIDATES: readonly {
  readonly unit: string;
  make(found: Found): TimeService | Promise<TimeService>;
}[] = [
  { unit: "chrony.service", make: chrony },
  { unit: "chronyd.service", make: chrony },
  { unit: "ntpsec.service", make: foreign },
  { unit: "ntpd.service", make: foreign },
  { unit: "ntp.service", make: foreign },
  { unit: TIMESYNCD_UNIT, make: ({ runs }) => ({ is: "timesyncd", runs }) },
];

function foreign({ unit }: Found): TimeService {
  return { is: "foreign", unit };
}

async function chrony({ host, unit, runs }: Found): Promise<TimeService> {
  const sources = await sourcesDirectory(host);
  return { is: "chrony", unit, runs, ...(sources === undefined ? {} : { sources }) };
}

/** chrony.conf(5), `sourcedir`: files named *.sources in it are read. /run is gone after a reboot. */
async function sourcesDirectory(host: HostView): Promise<string | undefined> {
  for (const path of ["/etc/chrony/chrony.conf", "/etc/chrony.conf"]) {
    const text = (await host.files.readText(path).catch(() => undefined)) ?? "";
    const folders = [...text.matchAll(/^\s*sourcedir\s+(\/\S+)/gm)].map(([, folder]) => folder);
    const found = folders.find((folder) => folder?.startsWith("/etc/"));
    if (found !== undefined) return found;
  }
  return undefined;
}

interface Looking {
  readonly host: HostView;
  readonly signal: AbortSignal;
}

async function serversOf(
  service: TimeService,
  { host, signal }: Looking,
): Promise<readonly string[] | undefined> {
  if (service.is === "chrony") {
    if (service.sources === undefined) return undefined;
    const text = await host.files.readText(`${service.sources}/bringup.sources`);
    if (text === undefined) return undefined;
    return [...text.matchAll(/^(?:server|pool)\s+(\S+)/gm)].map(([, server = ""]) => server);
  }
  if (service.is === "none") return undefined;
  if (service.is === "unknown") throw new Error(service.why);
  if (service.is === "foreign") throw new Error(`the servers of ${service.unit} are not read`);
  const text = (await toldServers(service, { host, signal })) ?? (await configuredServers(host));
  return text === "" ? undefined : text.split(/\s+/);
}

/** Asked only while it runs: the question alone would have it started, and looking changes nothing. */
async function toldServers(
  service: Extract<TimeService, { is: "timesyncd" }>,
  { host, signal }: Looking,
): Promise<string | undefined> {
  if (!service.runs) return undefined;
  const outcome = await host.probe(
    ["timedatectl", "show-timesync", "--property=SystemNTPServers", "--value"],
    { timeoutMs: TIMEOUT_MS, signal },
  );
  return outcome.is === "exited" && outcome.exitCode === 0 ? outcome.stdout.trim() : undefined;
}

const TIMESYNCD = "/etc/systemd/timesyncd.conf";

/** What systemd-timesyncd was told, when it cannot be asked: an empty NTP= forgets what came before. */
async function configuredServers(host: HostView): Promise<string> {
  const dropIns = ((await host.files.list(`${TIMESYNCD}.d`)) ?? []).filter((name) =>
    name.endsWith(".conf"),
  );
  let servers = "";
  for (const path of [TIMESYNCD, ...dropIns.map((name) => `${TIMESYNCD}.d/${name}`)]) {
    const text = (await host.files.readText(path)) ?? "";
    for (const [, value = ""] of text.matchAll(/^NTP=(.*)$/gm))
      servers = value.trim() === "" ? "" : `${servers} ${value}`;
  }
  return servers.trim();
}

async function isSynchronised({ host, signal }: Looking): Promise<boolean | undefined> {
  const outcome = await host.probe(
    ["timedatectl", "show", "--property=NTPSynchronized", "--value"],
    { timeoutMs: TIMEOUT_MS, signal },
  );
  const word = printed(outcome).trim();
  if (word === "yes" || word === "no") return word === "yes";
  throw new Error(`timedatectl says ${JSON.stringify(word)}`);
}

/** Whole seconds, as the kernel reads it; taken for UTC, as the kernel takes it. */
async function hardwareOffsetOf(host: HostView): Promise<number | undefined> {
  const text = (await host.files.readText("/sys/class/rtc/rtc0/since_epoch"))?.trim();
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new Error(`the hardware clock says ${JSON.stringify(text)}`);
  const apartMs = Number(text) * 1000 - host.clock.nowMs();
  return Math.abs(apartMs) < 1000 ? 0 : Math.trunc(apartMs);
}

/** chronyc(1), `tracking` as CSV: the fifth field is the offset in seconds, positive when ahead. */
async function offsetOf(
  service: TimeService,
  { host, signal }: Looking,
): Promise<number | undefined> {
  if (service.is !== "chrony" || !service.runs)
    throw new Error("only chrony tells how far the clock is off");
  const outcome = await host.probe(["chronyc", "-c", "tracking"], {
    timeoutMs: TIMEOUT_MS,
    signal,
  });
  const seconds = Number(printed(outcome).split(",")[4]);
  if (Number.isFinite(seconds)) return seconds * 1000;
  throw new Error("chronyc does not tell the offset");
}

function printed(outcome: CommandOutcome): string {
  const trouble = troubleIn(outcome);
  if (outcome.is === "exited" && trouble === undefined) return outcome.stdout;
  throw new Error(trouble);
}
