import { createHash } from "node:crypto";

/** JSON with sorted keys and without `undefined`: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`);
    return `{${entries.join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

/** SHA-256 in hex. Strings are hashed as UTF-8, bytes as they are, all else as canonical JSON. */
export function digestOf(value: unknown): string {
  const hash = createHash("sha256");
  if (typeof value === "string" || value instanceof Uint8Array)
    return hash.update(value).digest("hex");
  return hash.update(canonicalJson(value)).digest("hex");
}
