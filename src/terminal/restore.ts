const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Runs `restore` on every way out of this process that leaves us a moment: exit, signals, uncaught
 * errors. After a stop and continue from outside, `resume` takes the device again. Returns the way
 * to forget all that.
 */
export function restoreOnExit(restore: () => void, resume: () => void): () => void {
  const handlers = Object.entries(SIGNALS).map(([signal, code]) => {
    const handler = () => {
      restore();
      process.exit(code);
    };
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  // The monitor only restores: the default printing of the error and the exit code stay.
  process.on("exit", restore);
  process.on("uncaughtExceptionMonitor", restore);
  process.on("SIGCONT", resume);
  return () => {
    for (const forget of handlers) forget();
    process.off("exit", restore);
    process.off("uncaughtExceptionMonitor", restore);
    process.off("SIGCONT", resume);
  };
}
