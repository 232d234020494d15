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
