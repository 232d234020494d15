import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Choices } from "./display.ts";

/** What was chosen for each device, in one small file. Losing it costs a key press: nothing fails. */
export interface DeviceMemory {
  /** At once: what was chosen counts from the first frame on. */
  load(device: string): Choices | undefined;
  save(device: string, choices: Choices): void;
}

export function createDeviceMemory(file: string): DeviceMemory {
  return {
    load: (device) => readAll(file)[device],
    save(device, choices) {
      try {
        replace(file, `${JSON.stringify({ ...readAll(file), [device]: choices }, null, 2)}\n`);
      } catch {
        // Nowhere to keep it: then it holds for as long as this console is open.
      }
    },
  };
}

/** The folder a unit was given, or the user's own, or the host's. */
export function deviceMemoryFile(
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const [given] = (env.STATE_DIRECTORY ?? "").split(":");
  if (given) return join(given, NAME);
  if (env.XDG_STATE_HOME) return join(env.XDG_STATE_HOME, "bringup", NAME);
  return env.HOME ? join(env.HOME, ".local", "state", "bringup", NAME) : undefined;
}

/** Pseudo-terminals are numbered anew each time: those of one kind are one device. */
export function deviceKey(device: string | undefined, term: string): string {
  return device === undefined || device.startsWith("/dev/pts/") ? `pts ${term}` : device;
}

const NAME = "terminals.json";

function replace(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, file);
}

function readAll(file: string): Record<string, Choices> {
  const read = parsed(file);
  const entries = typeof read === "object" && read !== null ? Object.entries(read) : [];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, Choices] => isChoices(entry[1])),
  );
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // Absent, or half of it: as if nothing had ever been chosen.
    return undefined;
  }
}

function isChoices(value: unknown): value is Choices {
  if (typeof value !== "object" || value === null) return false;
  const { glyphs, colour, isLight } = value as Partial<Record<keyof Choices, unknown>>;
  return (
    [undefined, "ascii", "boxes", "utf8"].includes(glyphs as string | undefined) &&
    [undefined, 0, 8, 16].includes(colour as number | undefined) &&
    [undefined, true, false].includes(isLight as boolean | undefined)
  );
}
