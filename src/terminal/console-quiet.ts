import { closeSync, constants, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";

/** Where a machine keeps what disturbs a picture on its console. Tests bring folders of their own. */
export interface ConsolePlaces {
  /** Root only: everybody sees what is changed here. */
  mayChange(): boolean;
  /** Notes of the consoles that are open; gone after a boot, as what they are about. */
  readonly folder: string;
  /** Kernel messages below the first number go to the console: proc_sys_kernel(5). */
  readonly kernelLevel: string;
  /** Seconds until the screen goes dark; for looking only. */
  readonly blanking: string;
  /** The virtual terminal that is to be seen. */
  readonly screen: string;
  /** Whether process 1 writes what it starts and stops onto the console. */
  showsStatus(): Promise<boolean>;
  /** Real-time signals of systemd(1): +20 shows status lines, +21 stops them. */
  signalInit(offset: 20 | 21): void;
}

/** What was so before the first console came; absent: not touched. */
export interface Before {
  readonly kernelLevel?: string;
  readonly blankSeconds?: number;
  readonly showedStatus?: true;
}

/** Only "the system is unusable" still gets through. */
const QUIET_LEVEL = "1";

export function readKernelLevel({ kernelLevel }: ConsolePlaces): string | undefined {
  return /^\d+/.exec(readOr(kernelLevel) ?? "")?.[0];
}

export function readBlankSeconds({ blanking }: ConsolePlaces): number | undefined {
  const seconds = Number.parseInt(readOr(blanking) ?? "", 10);
  return Number.isNaN(seconds) ? undefined : seconds;
}

/** Writing one number leaves the other three of that file alone. */
export function quietKernel({ kernelLevel }: ConsolePlaces): void {
  writeQuietly(kernelLevel, QUIET_LEVEL);
}

/**
 * `ESC [ 9 ; n ]`, console_codes(4): minutes, at most 60, for all virtual terminals. The delay until
 * a dark screen is switched off cannot be read and so is not touched: a screen that stays lit never
 * comes that far.
 */
export function blankAfter({ screen }: ConsolePlaces, seconds: number): void {
  writeQuietly(screen, `\u001b[9;${Math.min(60, Math.ceil(seconds / 60))}]`);
}

/** What somebody else has set in the meantime is left to them. */
export function restore(places: ConsolePlaces, before: Before): void {
  const { kernelLevel, blankSeconds, showedStatus } = before;
  if (kernelLevel !== undefined && readKernelLevel(places) === QUIET_LEVEL)
    writeQuietly(places.kernelLevel, kernelLevel);
  if (blankSeconds !== undefined) blankAfter(places, blankSeconds);
  if (showedStatus === true) places.signalInit(20);
}

function readOr(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return undefined;
  }
}

/** Into what is there: no new file, no waiting. A container may forbid it, and nothing hangs on it. */
function writeQuietly(path: string, text: string): void {
  try {
    const file = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    try {
      writeSync(file, text);
    } finally {
      closeSync(file);
    }
  } catch {
    // The picture may be disturbed; Ctrl-L draws it again.
  }
}

export function readBefore(path: string): Before | undefined {
  try {
    const read: unknown = JSON.parse(readFileSync(path, "utf8"));
    return typeof read === "object" && read !== null ? read : undefined;
  } catch {
    return undefined;
  }
}

export function writeBefore(path: string, before: Before): void {
  writeFileSync(path, JSON.stringify(before), { mode: 0o600 });
}
