import { BringupError } from "../errors/index.ts";

/** Where systemd looks for unit files, the first one wins. */
export const UNIT_FOLDERS = [
  "/etc/systemd/system",
  "/run/systemd/system",
  "/usr/local/lib/systemd/system",
  "/usr/lib/systemd/system",
  "/lib/systemd/system",
] as const;

const ENABLE_FOLDER = {
  persistent: "/etc/systemd/system",
  runtime: "/run/systemd/system",
} as const;

export type EnableScope = keyof typeof ENABLE_FOLDER;

export interface UnitSetting {
  readonly section: string;
  readonly key: string;
  readonly value: string;
}

/** The settings of a unit file in order; comments dropped, continued lines joined. */
export function parseUnitFile(text: string): readonly UnitSetting[] {
  const settings: UnitSetting[] = [];
  let section = "";
  for (const line of text.replace(/\\\r?\n/g, " ").split(/\r?\n/)) {
    const trimmed = line.trim();
    const header = /^\[(.+)\]$/.exec(trimmed);
    if (header) section = header[1] ?? "";
    const at = trimmed.indexOf("=");
    if (header || at < 1 || trimmed.startsWith("#") || trimmed.startsWith(";")) continue;
    const key = trimmed.slice(0, at).trim();
    settings.push({ section, key, value: trimmed.slice(at + 1).trim() });
  }
  return settings;
}

/** The values of one key as systemd collects a list: an empty value forgets the ones before. */
export function unitValues(
  settings: readonly UnitSetting[],
  section: string,
  key: string,
): readonly string[] {
  let values: string[] = [];
  for (const setting of settings) {
    if (setting.section !== section || setting.key !== key) continue;
    values = setting.value === "" ? [] : [...values, setting.value];
  }
  return values;
}

/** Whether the unit can be enabled at all; without `[Install]` systemd calls it static. */
export function isInstallable(settings: readonly UnitSetting[]): boolean {
  return settings.some((setting) => setting.section === "Install");
}

/** The link that `systemctl enable` makes, for each target that wants the unit. */
export function wantsLinks(
  unit: string,
  settings: readonly UnitSetting[],
  scope: EnableScope,
): readonly string[] {
  const targets = unitValues(settings, "Install", "WantedBy").flatMap((value) =>
    value.split(/\s+/).filter(Boolean),
  );
  const wanted = targets.length > 0 ? targets : ["multi-user.target"];
  return wanted.map((name) => `${ENABLE_FOLDER[scope]}/${name}.wants/${unit}`);
}

const UNIT_NAME =
  /^[A-Za-z0-9:_.@][A-Za-z0-9:_.\\@-]{0,200}\.(service|socket|timer|target|mount|path|slice|scope)$/;

/** A unit name goes into argv and paths, so anything else is a bug of ours. */
export function checkedUnit(unit: string): string {
  if (!UNIT_NAME.test(unit) || unit.includes(".."))
    throw new BringupError("BUG", `not a unit name: ${JSON.stringify(unit)}`);
  return unit;
}
