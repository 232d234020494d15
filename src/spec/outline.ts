import { z } from "zod";
import { edgeHostSchema } from "./schema.ts";

/** What the schema says about one generic path (`spec.cluster.registries[].host`). */
export interface Outline {
  readonly path: string;
  readonly form: "map" | "pairs" | "list" | "text" | "number" | "boolean" | "any";
  /** Names that may stand in a map. */
  readonly names: readonly string[];
  readonly required: readonly string[];
  readonly choices: readonly string[];
  /** A map that holds one reference to a secret. */
  readonly secret: boolean;
}

interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly string[];
  readonly const?: string | boolean;
  readonly anyOf?: readonly JsonSchema[];
}

/** The document as JSON Schema (2020-12), for editors and planes. */
export function jsonSchema(): Readonly<Record<string, unknown>> {
  return { ...z.toJSONSchema(edgeHostSchema, { io: "input" }) };
}

/** How a kind of document orders the names of the map at a generic path. */
export type NamesOf = (generic: string) => readonly string[];

let remembered: ReadonlyMap<string, Outline> | undefined;

/** Every generic path of the schema, root (empty path) first. */
export function outline(): ReadonlyMap<string, Outline> {
  if (remembered !== undefined) return remembered;
  const out = new Map<string, Outline>();
  visit("", jsonSchema(), out);
  remembered = out;
  return out;
}

/** Names that may stand in the map at a generic path, in their order. */
export function namesAt(generic: string): readonly string[] {
  return outline().get(generic)?.names ?? [];
}

function visit(path: string, schema: JsonSchema, out: Map<string, Outline>): void {
  const names = Object.keys(schema.properties ?? {});
  out.set(path, {
    path,
    form: formOf(schema),
    names,
    required: schema.required ?? [],
    choices: schema.enum ?? (schema.const === undefined ? [] : [String(schema.const)]),
    secret: names.length === 1 && names[0] === "secret",
  });
  for (const [name, inner] of Object.entries(schema.properties ?? {})) {
    visit(path === "" ? name : `${path}.${name}`, inner, out);
  }
  if (schema.items !== undefined) visit(`${path}[]`, schema.items, out);
}

function formOf(schema: JsonSchema): Outline["form"] {
  if (schema.properties !== undefined) return "map";
  if (schema.type === "object") return "pairs";
  if (schema.type === "array") return "list";
  if (schema.type === "boolean" || schema.const === true) return "boolean";
  if (schema.type === "integer" || schema.type === "number") return "number";
  return schema.type === "string" || schema.anyOf !== undefined ? "text" : "any";
}
