import { isSecretRef } from "../secrets/index.ts";
import type { DocumentSlice, Drafts, SettingView } from "../session/index.ts";
import {
  emptyDocument,
  type Field,
  type Issue,
  type Layer,
  originOf as layerOf,
  renderDocument,
  setIn,
} from "../spec/index.ts";
import { localChanges } from "./interface-changes.ts";
import { valueAt } from "./value-at.ts";

/** One line of a form: what is asked, who asked it, and whether the host has it. */
export interface FormRow {
  readonly field: Field;
  /** What a person reads; never a secret. */
  readonly shown: string;
  /** What an edit starts from. */
  readonly editable: string;
  readonly origin: Layer | "draft" | null;
  readonly seen: string | null;
  readonly holds: boolean | null;
  readonly issue?: Issue;
  /** A secret that was typed into a console that is gone. */
  readonly isLost: boolean;
}

export interface FormSource {
  readonly document: DocumentSlice;
  readonly settings: readonly SettingView[];
  readonly drafts: Drafts[string];
  readonly secrets: Drafts[string];
  readonly issues: readonly Issue[];
}

/** Stands in the drafts for a secret, which itself is only in memory. */
export const SECRET_TYPED = "typed";

export function formRows(fields: readonly Field[], source: FormSource): readonly FormRow[] {
  return fields.map((field) => formRow(field, source));
}

function formRow(field: Field, source: FormSource): FormRow {
  const { document, settings, drafts, secrets, issues } = source;
  const draft = drafts[field.path];
  const value = valueAt(document.effective, field.path);
  const setting = settings.find(({ path }) => path === field.path);
  const issue = issues.find((one) => isIssueOf(one, field));
  const editable = draft ?? textOfValue(field, value);
  const isLost =
    field.kind === "secret" && draft !== undefined && secrets[field.path] === undefined;
  return {
    field,
    editable: field.kind === "secret" ? (secrets[field.path] ?? "") : editable,
    shown:
      field.kind === "secret" ? secretShown(field, source, isLost) : shownText(field, editable),
    origin: draft === undefined ? originOf(document, field.path) : "draft",
    seen: setting === undefined ? null : seenText(setting),
    holds: draft === undefined ? (setting?.holds ?? null) : null,
    isLost,
    ...(issue === undefined ? {} : { issue }),
  };
}

/** Of the field itself, or of one entry of its list. */
export function isIssueOf({ path }: Issue, field: Field): boolean {
  return (
    path === field.path || path.startsWith(`${field.path}[`) || path.startsWith(`${field.path}.`)
  );
}

function secretShown(field: Field, { document, drafts }: FormSource, isLost: boolean): string {
  if (isLost) return "type it again: drafts keep no secrets";
  if (drafts[field.path] !== undefined) return "******** (typed)";
  const value = valueAt(document.effective, field.path);
  if (!isSecretRef(value)) return "";
  return document.secrets.includes(value.secret)
    ? "******** (stored)"
    : "not stored: type it again";
}

function shownText(field: Field, text: string): string {
  if (field.kind !== "certificate") return text;
  const names = certificatesOf(text).map(({ name }) => name);
  return names.length === 0 ? "" : `${names.length}: ${names.join(", ")}`;
}

function seenText({ seen }: SettingView): string {
  if (seen.is === "known") return seen.value;
  return seen.is === "absent" ? "none" : `unknown: ${seen.why}`;
}

/** Layer of the field itself, of the first leaf under it, or of the entry it is a part of. */
function originOf({ origins }: DocumentSlice, path: string): Layer | null {
  if (origins[path] !== undefined) return origins[path];
  const below = Object.keys(origins).find(
    (key) => key.startsWith(`${path}.`) || key.startsWith(`${path}[`),
  );
  if (below !== undefined) return origins[below] ?? null;
  return layerOf(origins, path) ?? null;
}

export interface Certificate {
  readonly name: string;
  readonly pem: string;
}

/** Certificates as a form keeps them: JSON of names and PEM texts. */
export function certificatesOf(text: string): readonly Certificate[] {
  if (text === "") return [];
  const parsed: unknown = JSON.parse(text);
  return Array.isArray(parsed) ? (parsed as readonly Certificate[]) : [];
}

function textOfValue(field: Field, value: unknown): string {
  if (value === undefined || value === null || isSecretRef(value)) return "";
  if (field.kind === "certificate") return JSON.stringify(value);
  return Array.isArray(value) ? value.join(", ") : String(value);
}

/** What the document gets for a typed text; `undefined` removes the field. */
function valueOfText(field: Field, text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  if (field.kind === "list") return trimmed.split(/[\s,]+/).filter(Boolean);
  if (field.kind === "boolean") return trimmed === "true";
  // What is no number stays as typed, so that it is refused with what was found.
  if (field.kind === "number") return /^\d+$/.test(trimmed) ? Number(trimmed) : trimmed;
  if (field.kind === "certificate") {
    const certificates = certificatesOf(trimmed);
    return certificates.length === 0 ? undefined : certificates;
  }
  return trimmed;
}

export interface Proposal {
  readonly documentText: string;
  /** By name; travel to the agent once. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** The local layer with everything typed set into it; comments and all else stay. */
export function proposalOf(fields: readonly Field[], source: FormSource): Proposal {
  const { document, drafts, secrets } = source;
  const before = document.text.trim() === "" ? renderDocument(emptyDocument()) : document.text;
  const edited = fields.filter(({ path }) => drafts[path] !== undefined);
  const named = edited
    .filter(({ kind, path }) => kind === "secret" && secrets[path] !== undefined)
    .map(({ path }) => [path, secretName(document, path)] as const);
  const names = Object.fromEntries(named);
  const changes = edited.map((field) => ({
    path: field.path,
    entry: field.entry,
    value:
      field.kind === "secret"
        ? secretValue(names[field.path])
        : valueOfText(field, drafts[field.path] ?? ""),
  }));
  return {
    documentText: changes.length === 0 ? before : setIn(before, localChanges(document, changes)),
    secrets: Object.fromEntries(
      named
        .filter(([path]) => secrets[path] !== "")
        .map(([path, name]) => [name, secrets[path] ?? ""]),
    ),
  };
}

const secretValue = (name: string | undefined) =>
  name === undefined ? undefined : { secret: name };

/** `spec.proxy.password` is stored as `proxy-password`, unless the document already names it. */
function secretName(document: DocumentSlice, path: string): string {
  const value = valueAt(document.effective, path);
  return isSecretRef(value) ? value.secret : path.split(".").slice(1).join("-").toLowerCase();
}
