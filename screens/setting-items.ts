import { type FormRow, SECRET_TYPED } from "../src/forms/index.ts";
import type { Field } from "../src/spec/index.ts";
import { fitCells as toWidth, wrap } from "../src/text/index.ts";
import type { FormItem } from "./components/form-list.tsx";
import { type Span, strong, toned } from "./components/line.tsx";

const ORIGIN_WORDS: Readonly<Record<string, string>> = {
  defaults: "default",
  "user-data": "user-data",
  site: "site",
  plane: "plane",
  local: "local",
  draft: "DRAFT",
};
const ORIGIN_WIDTH = 9;

interface ItemOptions {
  readonly width: number;
  /** What holds while nothing is asked. */
  readonly usual?: string;
  /** What it means that nothing is asked. */
  readonly unset?: string;
  /** What else should be known of this value. */
  readonly note?: string;
}

/** A row of the document as a line of a form: what is asked, by whom, and whether the host has it. */
export function settingItem(row: FormRow, options: ItemOptions): FormItem {
  const { usual = "" } = options;
  const { field, editable, shown } = row;
  const isChoice = field.kind === "choice" || field.kind === "boolean";
  const usualChoices = field.kind === "boolean" ? ["true", "false"] : [];
  const choices = ["", ...(field.choices ?? usualChoices)];
  const isUsual = shown === "" && usual !== "" && row.origin !== "draft";
  return {
    id: field.path,
    label: field.title,
    kind: kindOf(row, isChoice),
    editable: field.kind === "certificate" ? "" : editable,
    shown: isUsual ? usual : shown,
    isEdited: row.origin === "draft",
    ...(isChoice ? { choices } : {}),
    aside: [toWidth(isUsual ? "default" : originWord(row), ORIGIN_WIDTH), " ", heldSpan(row)],
    details: detailLines(row, options),
  };
}

function kindOf({ field }: FormRow, isChoice: boolean): FormItem["kind"] {
  if (isChoice) return "choice";
  return field.kind === "secret" ? "secret" : "text";
}

const originWord = ({ origin }: FormRow) =>
  origin === null ? "" : (ORIGIN_WORDS[origin] ?? origin);

function heldSpan({ holds, seen, origin, issue }: FormRow): Span {
  if (issue !== undefined) return toned("PROBLEM", "fail");
  if (holds === true) return toned("yes", "ok");
  if (holds === false) return toned(seen === null ? "NO" : `NO: ${seen}`, "warn");
  if (origin === "draft") return seen ?? "not applied";
  return seen ?? "";
}

function detailLines(row: FormRow, options: ItemOptions): readonly Span[][] {
  const { width, usual = "", unset = "not set, so not managed here", note = "" } = options;
  const { field, shown, seen, issue, isLost } = row;
  if (issue !== undefined)
    return [
      ...wrap(`${field.title} ${issue.message}.`, width).map((text) => [toned(text, "fail")]),
      ...wrap(`Do: ${issue.hint}`, width).map((text) => [text]),
    ];
  if (isLost) return [[strong(field.title)], ["Drafts never keep secrets. Type it again."]];
  const value = field.kind === "secret" && shown === SECRET_TYPED ? "" : shown;
  const without = usual === "" ? unset : `not set: ${usual} is used`;
  // A note is said whole: three lines are all there are on a small screen.
  const example = note === "" ? exampleText(field) : "";
  return [
    [strong(field.title), `   ${value === "" ? without : value}`],
    ...(seen === null ? [] : [[`On the host: ${seen}`]]),
    ...(note === "" ? [] : wrap(note, width).map((text) => [toned(text, "warn")])),
    ...(example === "" ? [] : [[example]]),
  ];
}

/** As a person types it, not as the document writes it. */
export function exampleText({ kind, example, choices = [] }: Field): string {
  if (kind === "choice") return choices.length === 0 ? "" : `One of: ${choices.join(", ")}`;
  if (example === undefined || kind === "secret" || kind === "certificate") return "";
  return `For example ${kind === "list" ? withoutYaml(example) : example}`;
}

/** `["a=b:c", d]` becomes `a=b:c, d`. */
function withoutYaml(list: string): string {
  return list.replace(/^\[|\]$/g, "").replaceAll('"', "");
}

/** Over the columns of a form made of setting items. */
export function settingHeading(valueWidth: number): readonly Span[] {
  return [
    strong(toWidth("Setting", 22)),
    strong(toWidth("Asked for", valueWidth + 1)),
    strong(toWidth("From", ORIGIN_WIDTH + 1)),
    strong("On the host"),
  ];
}
