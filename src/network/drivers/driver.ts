import type { Argv, Fact, HostView } from "../../engine/index.ts";
import type { NetworkChange, NetworkDriverId, NetworkFile } from "../change.ts";
import type { DriverSeen, SeenFile, SeenLink } from "../seen.ts";
import type { LinkWanted } from "../wanted.ts";

/** A program that keeps links, and how it is told. Everything but `observe` is pure. */
export interface NetworkDriver {
  readonly id: NetworkDriverId;
  /** Absent: the program is not on this host. Never writes. */
  observe(host: HostView, look: DriverLook): Promise<Fact<DriverSeen>>;
  /** Every file of ours for these links, the same bytes each time. */
  render(links: readonly LinkWanted[]): readonly NetworkFile[];
  /** Files of ours taken apart: for each link the text that is about it. */
  parts(files: readonly Pick<SeenFile, "path" | "content">[]): ReadonlyMap<string, string>;
  /** Takes links out of the files of others, where what two writers say would be added up. */
  release?(request: ReleaseRequest): Released;
  commands(work: LinkWork): Pick<NetworkChange, "apply" | "revert" | "again" | "atBoot">;
}

export interface DriverLook {
  /** Names and addresses, for files that name links by pattern. */
  readonly links: readonly SeenLink[];
  readonly signal: AbortSignal;
}

export interface ReleaseRequest {
  readonly foreign: readonly SeenFile[];
  /** Links to take out. */
  readonly names: readonly string[];
  readonly links: readonly SeenLink[];
}

export interface Released {
  readonly files: readonly NetworkFile[];
  /** Links that a pattern for several still names. */
  readonly left: readonly string[];
}

/** What a change means for running links. Lower links stand before what is built on them. */
export interface LinkWork {
  /** Links that are told anew. */
  readonly links: readonly string[];
  /** Those among them whose files are as wanted already: only the kernel differs. */
  readonly drifted: readonly string[];
  /** Devices that come with the change. */
  readonly creates: readonly string[];
  /** Devices that the kernel must make anew to be different. */
  readonly recreates: readonly string[];
  /** Devices that go with it. */
  readonly removes: readonly string[];
  /** Links that we have nothing for any longer: they go to whatever else is there for them. */
  readonly handsBack: readonly string[];
  /** Links whose cable is out: they are told when it is in. */
  readonly withoutCarrier: readonly string[];
  /** Settings in force before, by link, as the program names them. */
  readonly former: Readonly<Record<string, string>>;
}

export const deleteLink = (name: string): Argv => ["ip", "link", "delete", "dev", name];

/**
 * systemd-networkd 252 that has lost track of an address does not set it again for `reconfigure` or `renew`, nor
 * when the link goes down and up: only when it is started anew.
 */
export const RESTART_NETWORKD: Argv = ["systemctl", "try-restart", "systemd-networkd.service"];

/** Reads our own files in a folder, those whose names `isOwn` knows. */
export async function ownFiles(
  host: HostView,
  folder: string,
  isOwn: (name: string) => boolean,
): Promise<readonly SeenFile[]> {
  const names = ((await host.files.list(folder)) ?? []).filter(isOwn);
  const files = await Promise.all(names.map((name) => readFile(host, `${folder}/${name}`)));
  return files.flatMap((file) => file ?? []);
}

export async function readFile(host: HostView, path: string): Promise<SeenFile | undefined> {
  const [content, stat] = await Promise.all([host.files.readText(path), host.files.stat(path)]);
  return content === undefined || stat === undefined
    ? undefined
    : { path, content, mode: stat.mode };
}

/** Whether the service manager runs this unit; absent: there is no such unit. */
export async function runningOf(host: HostView, unit: string): Promise<Fact<boolean>> {
  const shown = await host.units.show(unit);
  if (shown.is !== "known") return shown;
  return { is: "known", value: shown.value.active === "active" };
}
