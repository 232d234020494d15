import {
  type FoundProfile,
  type LayerView,
  type ProfileProblem,
  type Variable,
  variableProblem,
} from "../profile/index.ts";
import type { ProfileSlice } from "../session/index.ts";
import type { Field } from "../spec/index.ts";
import type { FormRow } from "./values.ts";

const PATH = "spec.cluster.profile.path";
const PREFIX = "spec.cluster.profile.variables.";
export const PROFILE_PATH = PATH;

/** The profile that is typed, else the one that is asked for. */
export function chosenProfile(
  slice: ProfileSlice | undefined,
  path: string | undefined,
): FoundProfile | undefined {
  return slice?.found.find((one) => one.path === path);
}

/** Which folder, of those that are there, and what the chosen profile asks for. */
export function profileFields(
  slice: ProfileSlice | undefined,
  path: string | undefined,
): readonly Field[] {
  const folders = (slice?.found ?? []).map((one) => one.path);
  const folder: Field = { path: PATH, title: "Profile folder", kind: "text" };
  const variables = chosenProfile(slice, path)?.variables ?? [];
  return [
    folders.length === 0 ? folder : { ...folder, kind: "choice", choices: folders },
    ...variables.map(fieldOf),
  ];
}

export function isProfileField({ path }: Field): boolean {
  return path === PATH || path.startsWith(PREFIX);
}

function fieldOf(variable: Variable): Field {
  const { name, title = name, options } = variable;
  return {
    path: `${PREFIX}${name}`,
    title,
    kind: kindOf(variable),
    ...(options === undefined ? {} : { choices: options }),
  };
}

function kindOf({ type = "text", sensitive }: Variable): Field["kind"] {
  if (sensitive === true) return "secret";
  return type === "lines" ? "text" : type;
}

/** What holds where nothing is asked, by path. */
export function profileUsual(found: FoundProfile | undefined): Readonly<Record<string, string>> {
  const defaults = (found?.variables ?? []).filter((one) => one.default !== undefined);
  return Object.fromEntries(defaults.map((one) => [`${PREFIX}${one.name}`, String(one.default)]));
}

/** Whether nothing can be applied before this has a value. */
export function isRequired(found: FoundProfile | undefined, { path }: Field): boolean {
  const variable = variableAt(found, path);
  return variable?.required === true || variable?.sensitive === true;
}

/** The row with what is wrong with what was typed; it is said before anything is planned. */
export function judgedRow(found: FoundProfile | undefined, row: FormRow): FormRow {
  const variable = variableAt(found, row.field.path);
  if (variable === undefined || row.origin !== "draft" || row.editable === "") return row;
  const message = variableProblem(variable, row.editable);
  if (message === undefined || row.issue !== undefined) return row;
  const hint = "Correct it, or undo the edit.";
  const issue = {
    severity: "error" as const,
    path: row.field.path,
    line: 0,
    column: 0,
    message,
    hint,
  };
  return { ...row, issue };
}

function variableAt(found: FoundProfile | undefined, path: string): Variable | undefined {
  return found?.variables.find(({ name }) => path === `${PREFIX}${name}`);
}

/** `site-base 1.2.0: 1 of 2 layers ready` */
export function profileSentence(
  found: FoundProfile | undefined,
  layers: readonly LayerView[],
): string {
  if (found === undefined) return "none chosen";
  const [first] = found.problems;
  if (first !== undefined) return problemText(first, found.problems.length);
  const own = layers.filter(({ state }) => state !== "given" && state !== "left");
  const ready = own.filter(({ state }) => state === "ready" || state === "changed");
  const state = own.length === 0 ? "not applied" : `${ready.length} of ${own.length} layers ready`;
  return `${found.name} ${found.version}: ${state}`;
}

function problemText({ file, line, message, hint }: ProfileProblem, count: number): string {
  const place = line > 0 ? `${file}:${line}` : file;
  const more = count === 1 ? "" : `${count} problems, the first: `;
  return `${more}${place} ${message}. ${hint}`;
}

const WORDS: Readonly<Record<LayerView["state"], string>> = {
  given: "given",
  ready: "READY",
  waiting: "waiting",
  failed: "FAILED",
  changed: "CHANGED",
  outdated: "OLDER",
  missing: "not yet",
  left: "LEFT",
  unknown: "unknown",
};

export function layerWord({ state }: Pick<LayerView, "state">): string {
  return WORDS[state];
}

/** As the cluster has them, or, for a profile that is only chosen yet, as it names them. */
export function shownLayers(
  found: FoundProfile | undefined,
  { layers, isAsked }: { readonly layers: readonly LayerView[]; readonly isAsked: boolean },
): readonly LayerView[] {
  if (isAsked) return layers;
  return (found?.layers ?? []).map(({ name, kind, version = "" }) => ({
    ...{ name, kind, version },
    state: kind === "os" || kind === "kubernetes" ? ("given" as const) : ("missing" as const),
    why: "",
  }));
}
