import type { z } from "zod";
import { nearest } from "../text/index.ts";
import { EXAMPLES } from "./examples.ts";
import { type Outline, outline } from "./outline.ts";
import { genericPath, type Segments } from "./path.ts";
import { START } from "./read.ts";
import { exampleHint, found, oneOf, type Seen } from "./seen.ts";
import type { Remark } from "./syntax.ts";
import { typeHint } from "./type-hint.ts";

export type ZodIssue = z.core.$ZodIssue;

/** The schema's own message is kept where we wrote it ("must be ..."); all else becomes words here. */
export function wordsFor(issue: ZodIssue, seen: Seen): Remark {
  const generic = genericPath(seen.path);
  const known = outline().get(generic);
  if (seen.path.length === 0) {
    return { message: `the document must be name: value lines, found ${found(seen)}`, hint: START };
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
  const own = hintIn(issue);
  const hint = (isGeneral(own) ? exampleHint(generic) : undefined) ?? own ?? "Correct the value.";
  if (!issue.message.startsWith("must ")) return { message: "is not accepted", hint };
  return { message: `${issue.message}, found ${found(seen)}`, hint };
}

/** Some judgements of the schema know the way to write it themselves. */
function hintIn(issue: ZodIssue): string | undefined {
  const hint: unknown = issue.code === "custom" ? issue.params?.hint : undefined;
  return typeof hint === "string" ? hint : undefined;
}

/** Nothing but an IPv4 address as an example: the field has a better one. */
function isGeneral(hint: string | undefined): boolean {
  return hint === undefined || /^Write it like this: [\d./]+$/.test(hint);
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
  number: "a number",
  boolean: "true or false",
  any: "a value",
};

function wantedOf(known: Outline | undefined): string {
  return WANTED[known?.form ?? "text"];
}

function choiceWords(seen: Seen, known: Outline | undefined): Remark {
  const choices = known?.choices ?? [];
  const near = typeof seen.value === "string" ? nearest(seen.value, choices) : undefined;
  const words = [choices.slice(0, -1).join(", "), choices.at(-1)].filter((part) => part !== "");
  const message = `must be ${words.join(" or ")}, found ${found(seen)}`;
  return { message, hint: near === undefined ? oneOf(choices) : `Did you mean ${near}?` };
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
