/**
 * `EVERY_CUT=1 npm test`, as before a release and in CI: the power is cut at every point (of the longest runs at some), every picture
 * is read, every moment looked at, every random case tried. Without it each run takes a part of them, so
 * that it stays short.
 */
export const IS_EVERY_CUT = process.env.EVERY_CUT !== undefined;

/** How many of so many random cases this run tries. */
export function cases(all: number): number {
  return IS_EVERY_CUT ? all : Math.max(5, Math.ceil(all / 4));
}
