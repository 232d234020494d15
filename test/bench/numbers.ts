/** The value below which this share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Pauses as between the keys of a person, always the same ones. */
export function pauses(from: { readonly leastMs: number; readonly mostMs: number }): () => number {
  let seed = 1;
  return () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return from.leastMs + (seed / 2_147_483_647) * (from.mostMs - from.leastMs);
  };
}

let missed = 0;

/** One row of a table; a value above its bar counts as missed. */
export function judge(what: string, value: number, bar: { most: number; unit: string }): void {
  const isHeld = value <= bar.most;
  if (!isHeld) missed += 1;
  const sign = isHeld ? "" : "   MISSED";
  const shown = `${value.toFixed(bar.unit === "ms" ? 1 : 2)} ${bar.unit}`;
  process.stdout.write(`${what.padEnd(58)} ${shown.padStart(12)}   bar ${bar.most}${sign}\n`);
}

/** Says the verdict and makes the exit code follow it. */
export function conclude(): void {
  process.stdout.write(missed === 0 ? "all bars held\n" : `${missed} bars missed\n`);
  process.exitCode = missed === 0 ? 0 : 1;
}
