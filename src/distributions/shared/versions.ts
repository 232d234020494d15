/** Versions are compared without the `v` in front. */
export function normalVersion(version: string): string {
  return version.replace(/^v/, "");
}

/** `1.35.3+k3s1` and `1.35.3` name the same release of Kubernetes. */
export function isSameVersion(wanted: string, found: string): boolean {
  const [a, b] = [normalVersion(wanted), normalVersion(found)];
  return a === b || (!a.includes("+") && b.startsWith(`${a}+`));
}

/** Minor of a version `1.35.3+k3s1`: 35. */
export function minorOf(version: string): number {
  return Number(normalVersion(version).split(".")[1] ?? 0);
}

/** Below zero: the first is older. `1.35.3` and `1.35.3+k3s1` are the same release, `+k3s2` is a later build of it. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [partsOf(one), partsOf(other)];
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** `1.35.3+k3s1`: 1, 35, 3, 1. */
function partsOf(version: string): readonly number[] {
  const [release = "", build] = normalVersion(version).split("+");
  const numbers = release.split(".").map((part) => Number.parseInt(part, 10) || 0);
  const last = /(\d+)$/.exec(build ?? "")?.[1];
  return last === undefined ? numbers : [...numbers, Number(last)];
}
