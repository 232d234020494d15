import type { SecretReader } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { MASK } from "../secrets/index.ts";

/**
 * Text with secrets left out: `{{secret:NAME}}`, or with a filter `{{secret:NAME|percent}}`.
 * Filters fit the value to its place: `percent` for the user info of a URL, `yaml` for a quoted YAML
 * scalar, `env` for the inside of a double-quoted value that systemd and sh both read. Text that is
 * not ours goes through `asTemplateText`, so that it can never name a secret.
 */
export type TemplatePart =
  | { readonly is: "text"; readonly text: string }
  | { readonly is: "secret"; readonly name: string; readonly filter: Filter };

export const FILTERS = ["raw", "percent", "yaml", "env"] as const;
export type Filter = (typeof FILTERS)[number];

const OPEN = "{{open}}";
const TOKEN = /\{\{open\}\}|\{\{secret:([a-z0-9][a-z0-9.-]{0,62})(?:\|([a-z]+))?\}\}/g;

export function parseTemplate(template: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  // Text stays in one piece: `{{open}}` and what follows it must not become a secret's name when the
  // pieces are made into a template again.
  const push = (part: TemplatePart) => {
    const last = parts.at(-1);
    if (part.is !== "text" || last?.is !== "text") parts.push(part);
    else parts[parts.length - 1] = { is: "text", text: last.text + part.text };
  };
  let at = 0;
  for (const found of template.matchAll(TOKEN)) {
    if (found.index > at) push({ is: "text", text: template.slice(at, found.index) });
    push(partOf(found[1], found[2]));
    at = found.index + found[0].length;
  }
  if (at < template.length) push({ is: "text", text: template.slice(at) });
  return parts;
}

/** Foreign text that shall come out of a template as it went in. */
export function asTemplateText(text: string): string {
  return text.replace(/\{\{(?=secret:|open\}\})/g, OPEN);
}

/** Names of the secrets a template needs, each once, in order. */
export function secretNames(template: string): readonly string[] {
  const names = parseTemplate(template).flatMap((part) => (part.is === "secret" ? part.name : []));
  return [...new Set(names)];
}

/** What a person may see of it. */
export function maskTemplate(template: string): string {
  return parseTemplate(template)
    .map((part) => (part.is === "text" ? part.text : MASK))
    .join("");
}

/** The whole text with its secrets, or the name of the first secret that is not there any more. */
export async function fillTemplate(
  template: string,
  secrets: SecretReader,
): Promise<
  | { readonly is: "filled"; readonly text: string }
  | { readonly is: "missing"; readonly name: string }
> {
  let text = "";
  for (const part of parseTemplate(template)) {
    if (part.is === "text") {
      text += part.text;
      continue;
    }
    const value = await secrets.read(part.name);
    if (value === undefined) return { is: "missing", name: part.name };
    text += encode(part.filter, value);
  }
  return { is: "filled", text };
}

export interface TemplateValue {
  readonly name: string;
  readonly value: string;
}

/**
 * The values that stand where the template has secrets, or `undefined` when the text is another one.
 * The same secret must have the same value everywhere.
 */
export function matchTemplate(
  template: string,
  text: string,
): readonly TemplateValue[] | undefined {
  const parts = parseTemplate(template);
  const holes = parts.filter((part) => part.is === "secret");
  const found = new RegExp(`^${parts.map(patternOf(new Map())).join("")}$`).exec(text);
  if (found === null) return undefined;
  const values = new Map<string, string>();
  for (const [index, { name, filter }] of holes.entries()) {
    const value = decode(filter, found.groups?.[`hole${holeOf(holes, name, filter, index)}`] ?? "");
    if (value === undefined || (values.get(name) ?? value) !== value) return undefined;
    values.set(name, value);
  }
  return [...values].map(([name, value]) => ({ name, value }));
}

type Hole = Extract<TemplatePart, { is: "secret" }>;

/** The first place of the same secret and filter: later ones are back references to it. */
function holeOf(holes: readonly Hole[], name: string, filter: Filter, index: number): number {
  const first = holes.findIndex((hole) => hole.name === name && hole.filter === filter);
  return first < 0 ? index : first;
}

const SHAPES: Record<Filter, string> = {
  raw: "[\\s\\S]*?",
  percent: "[A-Za-z0-9%._~-]*",
  yaml: '"(?:[^"\\\\]|\\\\.)*"',
  env: '(?:[^"\\\\`$]|\\\\.)*',
};

function patternOf(seen: Map<string, number>) {
  let hole = -1;
  return (part: TemplatePart): string => {
    if (part.is === "text") return part.text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
    hole += 1;
    const key = `${part.name}|${part.filter}`;
    const first = seen.get(key);
    if (first !== undefined) return `\\k<hole${first}>`;
    seen.set(key, hole);
    return `(?<hole${hole}>${SHAPES[part.filter]})`;
  };
}

function partOf(name: string | undefined, filter: string | undefined): TemplatePart {
  if (name === undefined) return { is: "text", text: "{{" };
  const known = FILTERS.find((one) => one === (filter ?? "raw"));
  if (known === undefined) throw new BringupError("BUG", `no template filter ${filter}`);
  return { is: "secret", name, filter: known };
}

function encode(filter: Filter, value: string): string {
  if (filter === "percent") return percentEncode(value);
  if (filter === "yaml") return JSON.stringify(value);
  if (filter === "env") return escapeEnv(value);
  return value;
}

function decode(filter: Filter, text: string): string | undefined {
  try {
    if (filter === "percent") return decodeURIComponent(text);
    if (filter === "yaml") return String(JSON.parse(text));
    if (filter === "env") return text.replace(/\\([\s\S])/g, "$1");
    return text;
  } catch {
    return undefined;
  }
}

/**
 * Everything but RFC 3986's unreserved characters, so that it fits user info in any URL parser. Half of a
 * surrogate pair is no character: it becomes U+FFFD, as in any file.
 */
export function percentEncode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** systemd.exec(5), EnvironmentFile=: inside double quotes a backslash protects " \ ` and $. */
export function escapeEnv(text: string): string {
  return text.replace(/["\\`$]/g, "\\$&");
}
