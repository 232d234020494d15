import { EXAMPLES } from "./examples.ts";
import type { Outline } from "./outline.ts";
import { genericPath, isMap, type Segments } from "./path.ts";
import { exampleHint, oneOf, type Seen, shown } from "./seen.ts";

/** How to write a value of the right type. */
export function typeHint(seen: Seen, known: Outline | undefined): string {
  const name = String(seen.path.findLast((segment) => typeof segment === "string") ?? "");
  const example = exampleHint(genericPath(seen.path));
  const form = known?.form ?? "text";
  if (form === "map") return sectionHint(seen, name, example);
  if (seen.value === null) return LEFT_OUT;
  if (form === "text") return textHint(seen, known, name);
  if (form === "boolean") return booleanHint(seen.value);
  if (form === "number") return numberHint(seen, name);
  if (form === "list" && typeof seen.value === "string") {
    return `Write ${name}: [${shown(seen.value)}]`;
  }
  return example ?? `Write each entry of ${name} on a line of its own.`;
}

const LEFT_OUT = "Give a value, or remove the line.";

function sectionHint({ path, value }: Seen, name: string, example: string | undefined): string {
  if (typeof value === "string" && /^[A-Za-z]+:(?!\/\/)\S/.test(value)) {
    return "Write a blank after each colon.";
  }
  if (name === "spec" && path.length === 1) return "Write spec: {} to manage nothing yet.";
  if (value === null) return LEFT_OUT;
  if (Array.isArray(value)) return `Write the settings of ${name} without hyphens.`;
  return example ?? `Write the settings of ${name} on the next lines, indented by two blanks.`;
}

function textHint(seen: Seen, known: Outline | undefined, name: string): string {
  const { path, value, written } = seen;
  if (isMap(value) || Array.isArray(value)) {
    return exampleHint(genericPath(path)) ?? `Write one value for ${name}, on the same line.`;
  }
  if (known !== undefined && known.choices.length > 0) return oneOf(known.choices);
  return exampleOfShape(path) ?? `Put it in quotes: "${written ?? String(value)}".`;
}

/** A number where an address or a version is wanted is not mended by quotes. */
function exampleOfShape(path: Segments): string | undefined {
  const generic = genericPath(path);
  const example = EXAMPLES[generic];
  const shaped = example !== undefined && /[/:]|\d\.\d+\.\d|^0\./.test(example);
  return shaped ? exampleHint(generic) : undefined;
}

function booleanHint(value: unknown): string {
  const word = typeof value === "string" ? value.toLowerCase() : String(value);
  if (["yes", "on", "y", "1", "true"].includes(word)) return "Write true, without quotes.";
  if (["no", "off", "n", "0", "false"].includes(word)) return "Write false, without quotes.";
  return "Write true or false.";
}

function numberHint({ path, value }: Seen, name: string): string {
  if (typeof value === "string" && /^\d+$/.test(value)) {
    return `Write ${name}: ${Number(value)}, without quotes.`;
  }
  return exampleHint(genericPath(path)) ?? "Write a number.";
}
