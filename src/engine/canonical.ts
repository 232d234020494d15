import { hash } from "node:crypto";

/** JSON with sorted keys and without `undefined`: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const record = value as Readonly<Record<string, unknown>>;
    const keys = Object.keys(record).filter((key) => record[key] !== undefined);
    const entries = keys
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key])}`);
    return `{${entries.join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

/** SHA-256 in hex. Strings are hashed as UTF-8, bytes as they are, all else as canonical JSON. */
export function digestOf(value: unknown): string {
  const isItself = typeof value === "string" || value instanceof Uint8Array;
  return hash("sha256", isItself ? value : canonicalJson(value), "hex");
}
