import { Leaving } from "./leaving.ts";

/** Ctrl-C of one conversation: it ends what is being waited for; again, with no answer between, everything. */
export function createInterrupts() {
  let current = new AbortController();
  let sinceAnswer = 0;
  const leave = (why: Leaving["why"]) => current.abort(new Leaving(why));
  return {
    leave,
    interrupt() {
      sinceAnswer += 1;
      leave(sinceAnswer > 1 ? "interrupted-twice" : "interrupted");
    },
    answered() {
      sinceAnswer = 0;
    },
    async interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
      const { signal } = current;
      const left = Promise.withResolvers<never>();
      const onAbort = () => left.reject(signal.reason);
      signal.addEventListener("abort", onAbort);
      try {
        signal.throwIfAborted();
        return await Promise.race([work(signal), left.promise]);
      } finally {
        signal.removeEventListener("abort", onAbort);
        // What was interrupted is over; what comes next can be interrupted again.
        if (signal.aborted && signal.reason.why === "interrupted") current = new AbortController();
      }
    },
  };
}
