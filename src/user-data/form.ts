import { isMap } from "../spec/index.ts";
import type { Form, Parameter } from "./parameter.ts";

/** In words, after "must be". */
export const WANTED: Readonly<Record<Form, string>> = {
  text: "text",
  flag: "true or false",
  number: "a number",
  list: "a list",
  "text or list": "text or a list",
  pairs: "a section of name: value lines",
  section: "a section",
  "sections by name": "a section",
  "lists by name": "a section",
  "list of sections": "a list",
  any: "a value",
};

export function isOfForm(value: unknown, form: Form): boolean {
  switch (form) {
    case "text":
      return typeof value === "string";
    case "flag":
      return typeof value === "boolean";
    case "number":
      return typeof value === "number";
    case "list":
    case "list of sections":
      return Array.isArray(value);
    case "text or list":
      return typeof value === "string" || Array.isArray(value);
    case "any":
      return true;
    default:
      return isMap(value);
  }
}

export const EMPTY = "Give a value, or remove the line.";
const NOTHING = "Give a value, in quotes where it begins with #, or remove the line.";

/** How to write a value of the right form; `written` is how it was typed, for what is no text. */
export function formHint(value: unknown, parameter: Parameter, written: string): string {
  const { form, example, secret } = parameter;
  if (value === null) return form === "text" ? NOTHING : EMPTY;
  const isPlain = typeof value === "number" || typeof value === "boolean";
  if (form === "text" && isPlain) return secret ? "Put it in quotes." : quotedHint(written);
  const digits = form === "number" && typeof value === "string" && /^\d+$/.test(value);
  if (digits) return `Write ${value}, without quotes.`;
  return HINTS[form] ?? (example === undefined ? BELOW : `Write it like this: ${example}`);
}

export function quotedHint(written: string): string {
  return `Put it in quotes: "${written}".`;
}

const BELOW = "Write its settings below it, indented.";
const ENTRIES = "Write each entry on lines of its own that begin with -.";
const HINTS: Partial<Record<Form, string>> = {
  flag: "Write true or false, without quotes.",
  number: "Write a whole number.",
  text: "Write one value, on the same line.",
  list: ENTRIES,
  "list of sections": ENTRIES,
};
