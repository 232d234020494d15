import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { statOf } from "../process-stat.ts";
import { withHalfBlocks } from "./half-blocks.ts";
import { readFont, writeFont } from "./psf.ts";

/** Where the former fonts of consoles lie while ours are loaded; gone after a boot, as those are. */
export interface FontPlaces {
  /** Root only: a font belongs to the console, not to who looks at it. */
  mayChange(): boolean;
  readonly folder: string;
}

export interface FontLoan {
  /** Loads the former font again. May be called on the way out of the process; never throws. */
  giveBack(): void;
}

const VIRTUAL = /^\/dev\/tty[1-9]\d*$/;
const LIMIT_MS = 5000;

/**
 * Loads the font of a console with half blocks in it, through setfont(8) of kbd. `undefined`: it
 * cannot be done here, and nothing was changed. Whoever is killed leaves the former font in the
 * folder, for `restoreFonts`.
 */
export async function borrowHalfBlocks(
  device: string,
  places: FontPlaces = MACHINE,
): Promise<FontLoan | undefined> {
  if (!VIRTUAL.test(device) || !places.mayChange()) return undefined;
  const note = join(places.folder, `${basename(device)}.${process.pid}.${startOf("self")}`);
  try {
    mkdirSync(places.folder, { recursive: true, mode: 0o700 });
    restoreFonts(places);
    const former = `${note}.psf`;
    const isSaved = await setfont("-C", device, "-O", former);
    const font = isSaved ? readFont(readFileSync(former)) : undefined;
    const patched = font === undefined ? undefined : withHalfBlocks(font);
    if (patched !== undefined) writeFileSync(`${note}.half`, writeFont(patched), { mode: 0o600 });
    const isLoaded = patched !== undefined && (await setfont("-C", device, `${note}.half`));
    rmSync(`${note}.half`, { force: true });
    if (isLoaded) return { giveBack: () => ignoreErrors(() => putBack(device, former)) };
    rmSync(former, { force: true });
  } catch {
    // A full or read-only /run: the code is drawn in another way, or given as text.
  }
  return undefined;
}

/** Puts back the fonts of consoles that were killed; those alive keep theirs. */
export function restoreFonts(places: FontPlaces = MACHINE): void {
  if (!existsSync(places.folder)) return;
  for (const name of readdirSync(places.folder)) {
    const [terminal = "", pid = "", started] = name.split(".");
    if (startOf(pid) === started) continue;
    const path = join(places.folder, name);
    if (name.endsWith(".psf")) putBack(`/dev/${terminal}`, path);
    else rmSync(path, { force: true });
  }
}

/** In one go and at once: the process may be on its way out. */
function putBack(device: string, former: string): void {
  spawnSync("setfont", ["-C", device, former], { stdio: "ignore", timeout: LIMIT_MS });
  rmSync(former, { force: true });
}

function setfont(...args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile("setfont", args, { timeout: LIMIT_MS }, (error) => resolve(error === null));
  });
}

/** Tells a process from a later one with its number. */
function startOf(process: string): string {
  return statOf(process)?.started ?? "";
}

function ignoreErrors(act: () => void): void {
  try {
    act();
  } catch {
    // The picture is gone with the console; a way out that throws would be worse.
  }
}

const MACHINE: FontPlaces = {
  mayChange: () => process.geteuid?.() === 0,
  folder: "/run/bringup/font",
};
