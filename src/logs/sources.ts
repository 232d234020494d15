import { OBSERVED } from "../distributions/index.ts";
import type { HostView, LogSource } from "../engine/index.ts";
import { UNIT_FOLDERS } from "../host/index.ts";

/** A log that this host has, as it is offered. */
export interface LogEntry {
  /** As it is asked for: `kubelet`, `kernel`, `installer.log`. */
  readonly id: string;
  readonly title: string;
  readonly source: LogSource;
}

/** What every host may have, in the order it is looked for; palette-edge.md 2.6. */
const OWN_UNITS = [["bringup-agent", "Agent of bringup"]] as const;
const CLUSTER_UNITS = [
  ["kubelet", "Kubelet"],
  ["containerd", "Containers"],
  ["spectro-containerd", "Containers of the agent mode"],
] as const;
const PALETTE_UNITS = [
  ["stylus-agent", "Palette agent"],
  ["stylus-operator", "Palette operator"],
  ["palette-tui", "Palette console"],
  ["spectro-stylus-agent", "Palette agent"],
  ["spectro-stylus-operator", "Palette operator"],
  ["spectro-init", "Palette, first start"],
  ["spectro-palette-agent-initramfs", "Palette, early stage"],
  ["spectro-palette-agent-boot", "Palette, boot stage"],
  ["spectro-palette-agent-network", "Palette, network stage"],
  ["spectro-palette-agent-bootstrap", "Palette, bootstrap stage"],
  ["spectro-palette-agent-start", "Palette, start"],
  ["cos-setup-boot", "Kairos, boot stage"],
] as const;
const FILES = [
  ["/usr/local/installer.log", "Installer"],
  ["/usr/local/spectrocloud/stylus-content-script.log", "Content of the installer"],
  ["/var/log/stylus-audit.log", "Palette audit"],
  ["/var/log/stylus-upgrade.log", "Palette upgrade"],
  ["/var/log/stylus-upgrade-script.log", "Palette upgrade, script"],
  ["/var/log/stylus-init-upgrade.log", "Palette upgrade, start"],
] as const;
/** Files in it are logs, whatever their names. */
const FOLDER = "/var/log/spectrocloud";
const MOST_IN_FOLDER = 20;

type Named = readonly [name: string, title: string];

/** Those that exist here, the most asked for first; never an error: what cannot be told is left out. */
export async function logSources(host: HostView): Promise<readonly LogEntry[]> {
  const units = await unitNames(host);
  const ofUnits = (all: readonly Named[]) => all.flatMap((named) => unitEntry(named, units));
  const found = await Promise.all([
    ...OBSERVED.flatMap(({ title, logs = {} }) => [
      ...(logs.units ?? []).map(async (unit) => unitEntry([bare(unit), title], units)),
      ...(logs.files ?? []).map((path) => fileEntry(host, [path, title])),
    ]),
    ofUnits(CLUSTER_UNITS),
    ofUnits(PALETTE_UNITS),
    ...FILES.map((named) => fileEntry(host, named)),
    folderEntries(host),
    ofUnits(OWN_UNITS),
    journalEntry(host, { id: "kernel", title: "Kernel", source: { is: "kernel" } }),
    journalEntry(host, { id: "journal", title: "Everything", source: { is: "journal" } }),
  ]);
  return withOwnIds(found.flat());
}

const bare = (unit: string): string => unit.replace(/\.service$/, "");

function unitEntry([name, title]: Named, units: ReadonlySet<string>): readonly LogEntry[] {
  const unit = `${name}.service`;
  return units.has(unit) ? [{ id: name, title, source: { is: "unit", unit } }] : [];
}

async function unitNames(host: HostView): Promise<ReadonlySet<string>> {
  const all = await Promise.all(UNIT_FOLDERS.map((folder) => names(host, folder)));
  return new Set(all.flat());
}

async function names(host: HostView, folder: string): Promise<readonly string[]> {
  return (await host.files.list(folder).catch(() => undefined)) ?? [];
}

async function fileEntry(host: HostView, [path, title]: Named): Promise<readonly LogEntry[]> {
  const found = await host.files.stat(path).catch(() => undefined);
  if (found?.kind !== "file" && found?.kind !== "link") return [];
  return [{ id: baseName(path), title, source: { is: "file", path } }];
}

async function folderEntries(host: HostView): Promise<readonly LogEntry[]> {
  const found = (await names(host, FOLDER)).slice(0, MOST_IN_FOLDER);
  const all = await Promise.all(
    found.map((name) => fileEntry(host, [`${FOLDER}/${name}`, "Palette, other"])),
  );
  return all.flat();
}

/** Offered where it can be opened at all. */
async function journalEntry(host: HostView, entry: LogEntry): Promise<readonly LogEntry[]> {
  const { source } = entry;
  const opened = await host.logs.open({ source, lines: 0, until: "now" });
  if (opened.is !== "known") return [];
  await opened.value.close();
  return [entry];
}

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** One that was named twice is offered once; another file of the same name by its whole path. */
function withOwnIds(entries: readonly LogEntry[]): readonly LogEntry[] {
  const seen = new Map<string, LogEntry>();
  for (const entry of entries) {
    const before = seen.get(entry.id);
    if (before === undefined) seen.set(entry.id, entry);
    else if (
      entry.source.is === "file" &&
      JSON.stringify(before.source) !== JSON.stringify(entry.source)
    )
      seen.set(entry.source.path, { ...entry, id: entry.source.path });
  }
  return [...seen.values()];
}

/** By its id, or by the only one that begins like this. */
export function findLog(entries: readonly LogEntry[], typed: string): LogEntry | undefined {
  const wanted = bare(typed.toLowerCase());
  const exact = entries.find(({ id }) => id.toLowerCase() === wanted || id === typed);
  const alike = entries.filter(({ id }) => id.toLowerCase().startsWith(wanted));
  return exact ?? (alike.length === 1 ? alike[0] : undefined);
}
