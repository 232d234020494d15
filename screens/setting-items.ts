import { type FormRow, SECRET_TYPED } from "../hooks/form-values.ts";
import { fit as toWidth } from "../src/text/index.ts";
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

/** A row of the document as a line of a form: what is asked, by whom, and whether the host has it. */
export function settingItem(row: FormRow): FormItem {
  const { field, editable, shown } = row;
  const isChoice = field.kind === "choice" || field.kind === "boolean";
  const choices = field.kind === "boolean" ? ["", "true", "false"] : ["", ...(field.choices ?? [])];
  return {
    id: field.path,
    label: field.title,
    kind: kindOf(row, isChoice),
    editable: field.kind === "certificate" ? "" : editable,
    shown,
    isEdited: row.origin === "draft",
    ...(isChoice ? { choices } : {}),
    aside: [toWidth(originWord(row), ORIGIN_WIDTH), " ", heldSpan(row)],
    details: detailLines(row),
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

function detailLines({ field, shown, seen, issue, isLost }: FormRow): readonly Span[][] {
  const value = field.kind === "secret" && shown === SECRET_TYPED ? "" : shown;
  if (issue !== undefined)
    return [[toned(`${field.title} ${issue.message}.`, "fail")], [`Do: ${issue.hint}`]];
  if (isLost) return [[strong(field.title)], ["Drafts never keep secrets. Type it again."]];
  const example = field.example === undefined ? "" : `For example ${field.example}`;
  return [
    [strong(field.title), value === "" ? "   not set, so not managed here" : `   ${value}`],
    seen === null ? [example] : [`On the host: ${seen}`],
    seen === null ? [] : [example],
  ];
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
