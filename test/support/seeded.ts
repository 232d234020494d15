/** Numbers that look random and are the same for the same seed, so that a failure can be repeated. */
export interface Seeded {
  /** A whole number from 0 to below `end`. */
  below(end: number): number;
  pick<T>(all: readonly T[]): T;
}

/** Mulberry32: 32 bits of state are plenty for choosing keys. */
export function seeded(seed: number): Seeded {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const below = (end: number) => Math.floor(next() * end);
  return {
    below,
    pick(all) {
      const picked = all[below(all.length)];
      if (picked === undefined) throw new Error("nothing to pick from");
      return picked;
    },
  };
}
