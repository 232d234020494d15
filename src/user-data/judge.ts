import {
  error,
  formatPath,
  found,
  isMap,
  type Raw,
  type Segments,
  type Tree,
  warning,
} from "../spec/index.ts";
import { nearest } from "../text/index.ts";
import { EMPTY, formHint, isOfForm, quotedHint, WANTED } from "./form.ts";
import { namesAreChosen, namesBelow, parameterAt } from "./lookup.ts";
import type { Form, Parameter } from "./parameter.ts";
import { stageDoubts } from "./stages.ts";
import { unknownNames } from "./unknown-names.ts";

/** The text with its tree, for what only the way of writing tells. */
export interface Written {
  readonly tree: Tree;
  readonly text: string;
}

/** Everything the table of parameters has to say about a value and what is in it. */
export function judged(root: unknown, written: Written): readonly Raw[] {
  return inside(root, [], { ...written, root });
}

interface At extends Written {
  readonly root: unknown;
}

function judgedAt(value: unknown, path: Segments, at: At): readonly Raw[] {
  const parameter = parameterAt(path);
  if (parameter === undefined || parameter.form === "any") return [];
  const wrong = wrongForm(value, path, { ...at, parameter });
  if (wrong?.severity === "error") return [wrong];
  return [
    ...(wrong === undefined ? [] : [wrong]),
    ...formerRemark(value, path, parameter),
    ...valueDoubts(value, path, parameter),
    ...inside(value, path, at),
  ];
}

function inside(value: unknown, path: Segments, at: At): readonly Raw[] {
  if (Array.isArray(value))
    return value.flatMap((entry, index) => judgedEntry(entry, [...path, index], at));
  if (!isMap(value)) return [];
  const known = new Set(namesBelow(path));
  const chosen = namesAreChosen(path);
  const names = Object.keys(value);
  return [
    ...missing(value, path),
    ...(chosen ? stageDoubts(names, path) : unknownNames(names, path)),
    ...names.flatMap((name) => {
      const here = [...path, name];
      if (parameterAt(path)?.form === "pairs") return pairDoubt(value[name], here);
      return chosen || known.has(name) ? judgedAt(value[name], here, at) : [];
    }),
  ];
}

/** Entries of a list of texts have no line of their own in the table. */
function judgedEntry(entry: unknown, path: Segments, at: At): readonly Raw[] {
  const form = parameterAt(path.slice(0, -1))?.form;
  if (form === "list of sections") return judgedAt(entry, path, at);
  if (form !== "list" && form !== "text or list") return [];
  if (typeof entry === "string") return [];
  const hint = entry === null ? EMPTY : quotedHint(writtenAt(entry, path, at));
  return [
    error(path, `must be text, found ${found({ path, value: entry, written: undefined })}`, hint),
  ];
}

function pairDoubt(value: unknown, path: Segments): readonly Raw[] {
  if (typeof value === "string") return [];
  const said = found({ path, value, written: undefined });
  const plain = typeof value === "number" || typeof value === "boolean";
  return [
    error(path, `must be text, found ${said}`, plain ? `Put it in quotes: "${value}".` : EMPTY),
  ];
}

function missing(value: object, path: Segments): readonly Raw[] {
  return namesBelow(path).flatMap((name) => {
    const parameter = parameterAt([...path, name]);
    if (parameter?.required !== true || Object.hasOwn(value, name)) return [];
    return [error([...path, name], "is missing", `Add ${name}: ${parameter.example ?? "a value"}`)];
  });
}

interface Judging extends At {
  readonly parameter: Parameter;
}

function wrongForm(value: unknown, path: Segments, at: Judging): Raw | undefined {
  const { form } = at.parameter;
  if (isOfForm(value, form)) return form === "text" ? otherBoolean(value, path, at) : undefined;
  const written = at.tree.written.get(formatPath(path));
  const said = at.parameter.secret ? "" : `, found ${found({ path, value, written })}`;
  if (form === "flag" && isFormerBoolean(value, path, at)) {
    const shown = /^(y|yes|on)$/i.test(String(value)) ? "true" : "false";
    return warning(path, `is written as YAML 1.1 had it, found "${value}"`, `Write ${shown}`);
  }
  return error(
    path,
    `must be ${WANTED[form]}${said}`,
    formHint(value, at.parameter, writtenAt(value, path, at)),
  );
}

function writtenAt(value: unknown, path: Segments, { tree }: At): string {
  return tree.written.get(formatPath(path)) ?? String(value);
}

/** `yes` without quotes is true for who reads YAML 1.1, as Palette may. */
const FORMER_BOOLEAN = /^(y|yes|on|n|no|off)$/i;

function isFormerBoolean(value: unknown, path: Segments, { tree, text }: At): boolean {
  if (typeof value !== "string" || !FORMER_BOOLEAN.test(value)) return false;
  const at = tree.places.get(formatPath(path))?.value ?? 0;
  return text[at] !== '"' && text[at] !== "'";
}

function otherBoolean(value: unknown, path: Segments, at: Judging): Raw | undefined {
  if (!isFormerBoolean(value, path, at)) return undefined;
  const hint = `Put it in quotes: "${value}".`;
  return warning(path, "is a boolean for who reads YAML 1.1, as Palette may", hint);
}

function formerRemark(value: unknown, path: Segments, { former }: Parameter): readonly Raw[] {
  if (former === undefined) return [];
  if ("gone" in former) return [{ ...warning(path, former.gone, "Remove it."), side: "key" }];
  const now = former.values?.[String(value)];
  const hint = `Write ${former.now}${now === undefined ? "" : `: ${now}`}.`;
  return [{ ...warning(path, "is a former or mistaken name", hint), side: "key" }];
}

function valueDoubts(value: unknown, path: Segments, parameter: Parameter): readonly Raw[] {
  const { choices, doubt, form, secret } = parameter;
  if (choices !== undefined && typeof value === "string" && !choices.includes(value)) {
    const near = nearest(value, choices);
    const hint =
      near === undefined ? `Use one of: ${choices.join(", ")}.` : `Did you mean ${near}?`;
    return [warning(path, `must be ${choices.join(" or ")}, found "${value}"`, hint)];
  }
  if (doubt === undefined) return [];
  return partsOf(value, form).flatMap(({ part, at }) => {
    const remark = doubt(part);
    if (remark === undefined) return [];
    const said = remark.message.startsWith("must ") && !secret;
    const shown = said ? `, found ${found({ path, value: part, written: undefined })}` : "";
    return [warning([...path, ...at], `${remark.message}${shown}`, remark.hint)];
  });
}

interface Part {
  readonly part: string | number;
  readonly at: Segments;
}

function partsOf(value: unknown, form: Form): readonly Part[] {
  if (Array.isArray(value))
    return value.flatMap((part, index) =>
      typeof part === "string" ? [{ part, at: [index] }] : [],
    );
  if (form === "text or list" && typeof value === "string")
    return value.split(",").map((part) => ({ part: part.trim(), at: [] }));
  return typeof value === "string" || typeof value === "number" ? [{ part: value, at: [] }] : [];
}
