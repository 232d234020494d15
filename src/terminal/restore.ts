import { statOf } from "./process-stat.ts";

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** After a signal the program may put things away this long, milliseconds; then it is over. */
const LEAVE_MS = 2000;

/** What the exit paths need of the open device. None of it may throw. */
export interface Guarded {
  /** Gives the device back for good; any number of calls. */
  restore(): void;
  /** Gives the device back for a while. */
  standAside(): void;
  /** Takes it again. */
  takeBack(): void;
  /** Asks the program to end; `false`: nobody listens. */
  leave(): boolean;
}

/**
 * Gives the device back on every way out of this process that leaves us a moment: exit, signals,
 * uncaught errors, a stop from outside. After a signal the program still saves what was typed, but
 * not for longer than 2 s. Returns the way to forget all that.
 */
export function restoreOnExit(device: Guarded): () => void {
  const stop = () => stopHere(device);
  const handlers = Object.entries(SIGNALS).map(([signal, code]) => {
    const handler = () => endWith(code, device);
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  // The monitor only restores: the default printing of the error and the exit code stay.
  process.on("exit", device.restore);
  process.on("uncaughtExceptionMonitor", device.restore);
  process.on("SIGTSTP", stop);
  process.on("SIGCONT", device.takeBack);
  return () => {
    for (const forget of handlers) forget();
    process.off("exit", device.restore);
    process.off("uncaughtExceptionMonitor", device.restore);
    process.off("SIGTSTP", stop);
    process.off("SIGCONT", device.takeBack);
  };
}

function endWith(code: number, { restore, leave }: Guarded): void {
  restore();
  process.once("exit", () => {
    process.exitCode = code;
  });
  if (!leave()) process.exit(code);
  setTimeout(() => process.exit(code), LEAVE_MS).unref();
}

/** As the kernel would: without a shell that could let it go on, a stop is no stop. */
function stopHere({ standAside }: Guarded): void {
  if (!hasJobControl()) return;
  standAside();
  process.kill(process.pid, "SIGSTOP");
}

/** Whether the parent is of the same session and another process group, as a shell's jobs are. */
function hasJobControl(): boolean {
  const own = statOf("self");
  const parent = statOf(String(process.ppid));
  if (own === undefined || parent === undefined) return false;
  return own.session === parent.session && own.group !== parent.group;
}
