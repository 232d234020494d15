/**
 * One piece of work at a time: whoever asks while it is being done gets the next turn, and everybody who
 * asks meanwhile gets the same one. So an older look never ends after a newer one.
 */
export function onceMore(work: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const begin = () => {
    next = undefined;
    current = work().finally(() => {
      current = undefined;
    });
    return current;
  };
  return () => {
    if (current === undefined) return begin();
    next ??= current.then(begin, begin);
    return next;
  };
}
