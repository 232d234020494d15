/**
 * Passes values on only once `ready` is; until then they wait in order. Afterwards one per turn of
 * the loop until none is left, so that each meets the screen the one before it led to.
 */
export function holdUntil<T>(
  ready: Promise<unknown>,
  pass: (value: T) => void,
): (value: T) => void {
  const waiting: T[] = [];
  let isHolding = true;

  function passNext(): void {
    const [value] = waiting.splice(0, 1);
    if (value === undefined) {
      isHolding = false;
      return;
    }
    pass(value);
    setImmediate(passNext);
  }

  ready.then(passNext, () => {});
  return (value) => {
    if (isHolding) waiting.push(value);
    else pass(value);
  };
}
