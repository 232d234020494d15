import type { Issue } from "./issue.ts";
import { formatPath, isMap, valueAt } from "./path.ts";

/** Lists in which an entry may stand once, and what makes two entries the same. */
const UNIQUE: readonly { readonly path: readonly string[]; readonly by?: string }[] = [
  { path: ["spec", "network", "interfaces"], by: "name" },
  { path: ["spec", "network", "dns", "servers"] },
  { path: ["spec", "network", "dns", "search"] },
  { path: ["spec", "time", "ntpServers"] },
  { path: ["spec", "proxy", "noProxy"] },
  { path: ["spec", "certificates", "trusted"], by: "name" },
  { path: ["spec", "cluster", "registries"], by: "host" },
  { path: ["spec", "cluster", "taints"] },
  { path: ["spec", "cluster", "peers"] },
  { path: ["spec", "checks", "features"] },
  { path: ["spec", "checks", "waivers"], by: "id" },
];

export function duplicates(root: unknown): readonly Omit<Issue, "line" | "column">[] {
  return UNIQUE.flatMap(({ path, by }) => {
    const list = valueAt(root, path);
    if (!Array.isArray(list)) return [];
    const keys = list.map((entry: unknown) => keyOf(entry, by));
    return keys.flatMap((key, index) => {
      const first = keys.indexOf(key);
      if (key === undefined || first === index) return [];
      const here = by === undefined ? [...path, index] : [...path, index, by];
      const message = `stands in the list twice (entries ${first + 1} and ${index + 1})`;
      const hint = "Remove one of the two.";
      return [{ severity: "error" as const, path: formatPath(here), message, hint }];
    });
  });
}

function keyOf(entry: unknown, by: string | undefined): string | undefined {
  const key = by !== undefined && isMap(entry) ? entry[by] : entry;
  return typeof key === "string" ? key.toLowerCase() : undefined;
}
