import type { z } from "zod";
import { redact } from "../secrets/index.ts";
import { nearest, sanitize, truncate } from "../text/index.ts";
import { EXAMPLES } from "./examples.ts";
import { type Outline, outline } from "./outline.ts";
import { genericPath, isMap, type Segments } from "./path.ts";
import type { Remark } from "./syntax.ts";

export type ZodIssue = z.core.$ZodIssue;

/** What the reader finds in the document where the schema complains. */
export interface Seen {
  readonly path: Segments;
  readonly value: unknown;
  /** As it was typed, where that differs. */
  readonly written: string | undefined;
}

/** The schema's own message is kept where we wrote it ("must be ..."); all else becomes words here. */
export function wordsFor(issue: ZodIssue, seen: Seen): Remark {
  const generic = genericPath(seen.path);
  const known = outline().get(generic);
  if (seen.path.length === 0) {
    const hint = "Start with apiVersion: bringup/v1alpha1 and kind: EdgeHost.";
    return { message: `the document must be name: value lines, found ${found(seen)}`, hint };
  }
  if (seen.value === undefined) {
    return { message: "is missing", hint: addHint(seen.path, known) };
  }
  if (holdsSecret(generic)) return secretWords(issue, generic);
  if (issue.code === "invalid_type" || issue.code === "invalid_union") {
    const must = issue.message.startsWith("must ") ? issue.message : `must be ${wantedOf(known)}`;
    return { message: `${must}, found ${found(seen)}`, hint: typeHint(seen, known) };
  }
  if (issue.code === "invalid_value") return choiceWords(seen, known);
  if (issue.code === "too_big" || issue.code === "too_small") return sizeWords(issue, seen);
  const hint = exampleHint(generic) ?? "Correct the value.";
  if (!issue.message.startsWith("must ")) return { message: "is not accepted", hint };
  return { message: `${issue.message}, found ${found(seen)}`, hint };
}

/** For the per-parse error map: what is not marked "must ..." was not written by us. */
export const UNWORDED = "unworded";

function addHint(path: Segments, known: Outline | undefined): string {
  const name = String(path.at(-1) ?? "");
  const example = EXAMPLES[genericPath(path)];
  const choices = known?.choices ?? [];
  if (choices.length > 1) return `Add ${name}: ${choices.join(" or ")}.`;
  if (example !== undefined) return `Add ${name}: ${example}`;
  return known?.form === "map" ? `Add the section ${name}.` : `Add ${name}.`;
}

function holdsSecret(generic: string): boolean {
  const known = outline().get(generic);
  return known?.secret === true || /\.(password|token)\.secret$/.test(generic);
}

/** Says nothing of what was found: it may well be the secret itself. */
function secretWords(issue: ZodIssue, generic: string): Remark {
  const section = generic.replace(/\.secret$/, "");
  const name = section.slice(section.lastIndexOf(".") + 1);
  const message = issue.message.startsWith("must ")
    ? issue.message
    : "must be a reference to a secret, never the secret itself";
  return { message, hint: `Write ${name}: ${EXAMPLES[section] ?? `{ secret: ${name} }`}` };
}

const WANTED: Record<Outline["form"], string> = {
  map: "a section",
  pairs: "a section of name: value lines",
  list: "a list",
  text: "text",
  boolean: "true or false",
  any: "a value",
};

function wantedOf(known: Outline | undefined): string {
  return WANTED[known?.form ?? "text"];
}

function typeHint(seen: Seen, known: Outline | undefined): string {
  const name = String(seen.path.findLast((segment) => typeof segment === "string") ?? "");
  const { value } = seen;
  if (value === null) return "Give a value, or remove the line.";
  const form = known?.form ?? "text";
  if (form === "text" && !isMap(value) && !Array.isArray(value)) {
    if (known !== undefined && known.choices.length > 0) return oneOf(known.choices);
    return exampleIsText(seen.path) ?? `Put it in quotes: "${seen.written ?? String(value)}".`;
  }
  if (form === "boolean") return booleanHint(value);
  if (form === "list" && typeof value === "string") return `Write ${name}: [${shown(value)}]`;
  return exampleHint(genericPath(seen.path)) ?? formHint(form, name);
}

/** A number where an address is wanted is not mended by quotes. */
function exampleIsText(path: Segments): string | undefined {
  const example = EXAMPLES[genericPath(path)];
  return example !== undefined && /[/:]|\d\.\d+\.\d|^0\./.test(example)
    ? exampleHint(genericPath(path))
    : undefined;
}

function booleanHint(value: unknown): string {
  const word = typeof value === "string" ? value.toLowerCase() : String(value);
  if (["yes", "on", "y", "1", "true"].includes(word)) return "Write true, without quotes.";
  if (["no", "off", "n", "0", "false"].includes(word)) return "Write false, without quotes.";
  return "Write true or false.";
}

function formHint(form: Outline["form"], name: string): string {
  if (form === "list")
    return `Write each entry of ${name} on a line of its own that starts with "- ".`;
  if (form === "map" || form === "pairs") {
    return `Write the settings of ${name} on the next lines, indented by two blanks.`;
  }
  return "Correct the value.";
}

function choiceWords(seen: Seen, known: Outline | undefined): Remark {
  const choices = known?.choices ?? [];
  const near = typeof seen.value === "string" ? nearest(seen.value, choices) : undefined;
  const message = `must be ${choices.join(" or ")}, found ${found(seen)}`;
  return { message, hint: near === undefined ? oneOf(choices) : `Did you mean ${near}?` };
}

function oneOf(choices: readonly string[]): string {
  return choices.length === 1 ? `Write ${choices[0]}.` : `Use one of: ${choices.join(", ")}.`;
}

function sizeWords(
  issue: Extract<ZodIssue, { code: "too_big" | "too_small" }>,
  { path, value }: Seen,
): Remark {
  const hint = exampleHint(genericPath(path)) ?? "Correct the value.";
  if (issue.message.startsWith("must ")) return { message: issue.message, hint };
  const unit = Array.isArray(value) ? "entries" : "characters";
  const has = typeof value === "string" || Array.isArray(value) ? value.length : 0;
  if (issue.code === "too_small" && has === 0) return { message: "must not be empty", hint };
  const bound = issue.code === "too_big" ? `at most ${issue.maximum}` : `at least ${issue.minimum}`;
  return {
    message: `must have ${bound} ${unit}, has ${has}`,
    hint: issue.code === "too_big" ? `Keep ${issue.maximum} ${unit}.` : hint,
  };
}

function exampleHint(generic: string): string | undefined {
  const example = EXAMPLES[generic];
  return example === undefined ? undefined : `Write it like this: ${example}`;
}

/** The value in words; text is cut, and masked where it looks like a secret. */
function found({ value, written }: Seen): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (isMap(value)) return "a section";
  if (typeof value === "string") return value === "" ? "empty text" : `"${shown(value)}"`;
  if (typeof value === "boolean") return String(value);
  return `the number ${written ?? String(value)}`;
}

function shown(text: string): string {
  return truncate(sanitize(redact(text)), 48);
}
