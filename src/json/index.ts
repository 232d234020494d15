/** JSON that others wrote, narrowed where it enters. Pure. */
export type Json = Readonly<Record<string, unknown>>;

/** Every JSON text begins so. To find out by an error costs more than to read most answers. */
const BEGINS = /^\s*["[{\dtfn-]/;

/** `undefined` for what is no JSON. */
export function readJson(text: string): unknown {
  if (!BEGINS.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** The records of a list; what is none is left out, and what is no list is an empty one. */
export function listIn(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** What is no list is an empty one. */
export function valuesIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function recordIn(value: unknown): Json {
  return isRecord(value) ? value : {};
}

export function textIn(record: Json, name: string): string | undefined {
  const value = record[name];
  return typeof value === "string" ? value : undefined;
}

export function numberIn(record: Json, name: string): number | undefined {
  const value = record[name];
  return typeof value === "number" ? value : undefined;
}
