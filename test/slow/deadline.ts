/** A guest whose processor is computed is thirty times slower than the machine around it, which has other work too. */
const FACTOR = 60;

/** A deadline for something in a guest. @param onHardwareMs what would be generous on real hardware */
export const inGuest = (onHardwareMs: number) => onHardwareMs * FACTOR;

/** @throws with `what` when it does not end in time */
export async function within<T>(what: string, limitMs: number, ending: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`not within ${limitMs} ms: ${what}`)),
    limitMs,
  );
  try {
    return await Promise.race([ending, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
