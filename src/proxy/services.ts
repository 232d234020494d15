import { type HostView, knownValue, type Step } from "../engine/index.ts";
import { fileEnsure, unitEnsure } from "../steps/index.ts";

/**
 * Services of the system that fetch from elsewhere, and read no file of ours by themselves. snapd gets
 * it this way too: `snap set system proxy.https=` would take the password as an argument everybody can
 * see, and copy it to /etc/environment, which everybody can read.
 */
const SERVICES = ["containerd.service", "snapd.service"] as const;

/** One of them that is on this host. */
export interface SeenService {
  readonly unit: string;
  readonly runs: boolean;
  /** Was told where the proxy is by us. */
  readonly isTold: boolean;
}

export async function observeServices(host: HostView): Promise<readonly SeenService[]> {
  const seen = await Promise.all(SERVICES.map((unit) => observeService(unit, host)));
  return seen.flatMap((service) => service ?? []);
}

async function observeService(unit: string, host: HostView): Promise<SeenService | undefined> {
  const state = knownValue(await host.units.show(unit));
  if (state === undefined) return undefined;
  const stat = await host.files.stat(dropIn(unit)).catch(() => undefined);
  const runs = /^(active|activating|reloading)$/.test(state.active);
  return { unit, runs, isTold: stat !== undefined };
}

/** `path`: the file with the variables; absent: there is no proxy any more. */
export function serviceSteps(services: readonly SeenService[], path?: string): readonly Step[] {
  const told = path === undefined ? services.filter(({ isTold }) => isTold) : services;
  return told.flatMap(({ unit, runs }) => {
    const [name = unit] = unit.split(".");
    const file = fileEnsure({
      id: `proxy.${name}`,
      title: path === undefined ? `Tell ${name} of no proxy` : `Tell ${name} of the proxy`,
      path: dropIn(unit),
      template: renderDropIn(path),
      readBy: unit,
    });
    if (!runs) return [file];
    const restart = unitEnsure({
      id: `proxy.${name}-restart`,
      title: `Restart ${name} with it`,
      unit,
      want: "restarted",
      watches: [dropIn(unit), ...(path === undefined ? [] : [path])],
      impact: "restart",
    });
    return [file, restart];
  });
}

/** A file without a setting, and not none at all: its date is what says that a restart is due. */
function renderDropIn(path: string | undefined): string {
  const lines = ["# Written by bringup; changes here are overwritten.", "[Service]"];
  return `${[...lines, ...(path === undefined ? [] : [`EnvironmentFile=-${path}`])].join("\n")}\n`;
}

function dropIn(unit: string): string {
  return `/etc/systemd/system/${unit}.d/90-bringup-proxy.conf`;
}
