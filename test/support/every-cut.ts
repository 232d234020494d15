/**
 * `EVERY_CUT=1 npm test`, as before a release: the power is cut at every point (of the longest runs at some), every
 * picture is read, every moment looked at, every random case tried. Without it each run takes a part of them, so
 * that it stays short.
 */
export const IS_EVERY_CUT = process.env.EVERY_CUT !== undefined;
/** `MANY_CUTS=1 npm test`, as in CI: of the runs of the engine as many, of what is slow besides a part. */
export const IS_MANY_CUTS = IS_EVERY_CUT || process.env.MANY_CUTS !== undefined;

/** How many of so many random cases this run tries. */
export function cases(all: number): number {
  return IS_MANY_CUTS ? all : Math.max(5, Math.ceil(all / 4));
}

/** One of so many cuts is made, evenly spread. */
export function strideOf({ usual, many }: { readonly usual: number; readonly many: number }) {
  if (IS_EVERY_CUT) return 1;
  return IS_MANY_CUTS ? many : usual;
}
