import { execFile } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import {
  type Before,
  blankAfter,
  type ConsolePlaces,
  quietKernel,
  readBefore,
  readBlankSeconds,
  readKernelLevel,
  restore,
  writeBefore,
} from "./console-quiet.ts";
import { statOf } from "./process-stat.ts";

/** Keeps others from writing over the picture, for as long as it is taken. Neither may throw. */
export interface ConsoleOwner {
  take(): void;
  release(): void;
}

const VIRTUAL = /^\/dev\/tty[1-9]\d*$/;
const SERIAL = /^\/dev\/(?:tty[A-Z]\w*|ttymxc\d+|hvc\d+)$/;

/** Only root on a console of the machine itself; everywhere else nothing is touched. */
export function consoleOwner(
  device: string | undefined,
  places: ConsolePlaces = MACHINE,
): ConsoleOwner | undefined {
  if (device === undefined || !places.mayChange()) return undefined;
  const isVirtual = VIRTUAL.test(device);
  if (!isVirtual && !SERIAL.test(device)) return undefined;
  const note = `${basename(device)}.${process.pid}`;
  return {
    take: () => ignoreErrors(() => take(places, { note, isVirtual })),
    release: () => ignoreErrors(() => release(places, note)),
  };
}

/** Puts back what consoles left behind that were killed; those alive keep theirs. */
export function restoreConsoles(places: ConsolePlaces = MACHINE): void {
  if (existsSync(places.folder)) release(places, undefined);
}

interface Taking {
  readonly note: string;
  readonly isVirtual: boolean;
}

const BEFORE = "before.json";
const LOCK = "lock";

function take(places: ConsolePlaces, { note, isVirtual }: Taking): void {
  const { folder } = places;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  locked(folder, () => {
    writeFileSync(join(folder, note), statOf("self")?.started ?? "", { mode: 0o600 });
    // Noted first: whoever is killed in between has left a way back.
    const found = readBefore(join(folder, BEFORE)) ?? {};
    const before = { ...levelOf(places), ...(isVirtual && blankingOf(places)), ...found };
    writeBefore(join(folder, BEFORE), before);
    quietKernel(places);
    if (isVirtual) blankAfter(places, 0);
  });
  places.showsStatus().then(
    (isShown) => isShown && ignoreErrors(() => quietInit(places, note)),
    () => {},
  );
}

function levelOf(places: ConsolePlaces): Before {
  const kernelLevel = readKernelLevel(places);
  return kernelLevel === undefined ? {} : { kernelLevel };
}

function blankingOf(places: ConsolePlaces): Before {
  const blankSeconds = readBlankSeconds(places);
  return blankSeconds === undefined ? {} : { blankSeconds };
}

/** The answer may come when the console is closed again. */
function quietInit(places: ConsolePlaces, note: string): void {
  const { folder } = places;
  locked(folder, () => {
    const before = readBefore(join(folder, BEFORE));
    if (before === undefined || !existsSync(join(folder, note))) return;
    writeBefore(join(folder, BEFORE), { ...before, showedStatus: true });
    places.signalInit(21);
  });
}

/** The last one puts everything back. */
function release(places: ConsolePlaces, note: string | undefined): void {
  const { folder } = places;
  locked(folder, () => {
    if (note !== undefined) rmSync(join(folder, note), { force: true });
    const notes = readdirSync(folder).filter((name) => name !== BEFORE && name !== LOCK);
    for (const dead of notes.filter((name) => !isAlive(folder, name)))
      rmSync(join(folder, dead), { force: true });
    if (notes.some((name) => isAlive(folder, name))) return;
    restore(places, readBefore(join(folder, BEFORE)) ?? {});
    rmSync(join(folder, BEFORE), { force: true });
  });
}

/** The process of a note, by its number and start: numbers are used again. */
function isAlive(folder: string, note: string): boolean {
  const path = join(folder, note);
  const started = existsSync(path) ? readFileSync(path, "latin1") : undefined;
  return (
    started !== undefined && statOf(note.slice(note.lastIndexOf(".") + 1))?.started === started
  );
}

/** Held for a few file operations; one that is still there after this long is of a dead process. */
const LOCK_MS = 300;
const PAUSE_MS = 5;

function locked(folder: string, act: () => void): void {
  const path = join(folder, LOCK);
  for (let waitedMs = 0; waitedMs < LOCK_MS; waitedMs += PAUSE_MS) {
    try {
      closeSync(openSync(path, "wx", 0o600));
      break;
    } catch (thrown) {
      if (!(thrown instanceof Error && "code" in thrown && thrown.code === "EEXIST")) throw thrown;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
  try {
    act();
  } finally {
    rmSync(path, { force: true });
  }
}

function ignoreErrors(act: () => void): void {
  try {
    act();
  } catch {
    // A disturbed picture is drawn again with Ctrl-L; a console that does not open is worse.
  }
}

/** The first real-time signal as the GNU C library counts, with which systemd is built. */
const SIGRTMIN = 34;
const ASK_MS = 2000;

const MACHINE: ConsolePlaces = {
  mayChange: () => process.geteuid?.() === 0,
  folder: "/run/bringup/console",
  kernelLevel: "/proc/sys/kernel/printk",
  blanking: "/sys/module/kernel/parameters/consoleblank",
  screen: "/dev/tty0",
  async showsStatus() {
    // As sd_booted(3) finds out whether process 1 is systemd; another one gets no signal.
    if (!existsSync("/run/systemd/system")) return false;
    const answer = await new Promise<string>((resolve) => {
      const argv = ["show", "--property=ShowStatus", "--value"];
      execFile("systemctl", argv, { timeout: ASK_MS }, (_, stdout) => resolve(stdout));
    });
    return answer.trim() === "yes";
  },
  signalInit(offset) {
    if (existsSync("/run/systemd/system")) process.kill(1, SIGRTMIN + offset);
  },
};
