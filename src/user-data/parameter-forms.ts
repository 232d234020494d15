import type { Parameter } from "./parameter.ts";

/** What is said of a parameter beside its path, form and meaning. */
export type More = Partial<Omit<Parameter, "path" | "meaning" | "form">>;

/** Empty unless told. */
export const text = (path: string, meaning: string, more: More = {}): Parameter => ({
  ...{ path, form: "text", usual: "", meaning },
  ...more,
});

/** Off unless told. */
export const flag = (path: string, meaning: string, more: More = {}): Parameter => ({
  ...{ path, form: "flag", usual: false, meaning },
  ...more,
});

/** `usual` holds where nothing is said. */
export const number = (
  path: string,
  usual: number,
  meaning: string,
  more: More = {},
): Parameter => ({
  ...{ path, form: "number", usual, meaning },
  ...more,
});

/** Of texts. */
export const list = (path: string, meaning: string, more: More = {}): Parameter => ({
  ...{ path, form: "list", meaning },
  ...more,
});

/** With parameters of its own. */
export const section = (path: string, meaning: string, more: More = {}): Parameter => ({
  ...{ path, form: "section", meaning },
  ...more,
});

/** Sections by names a person chooses. */
export const named = (path: string, meaning: string, more: More = {}): readonly Parameter[] => [
  { path, form: "sections by name", meaning, ...more },
  { path: `${path}.*`, form: "section", meaning },
];

/** A list of sections. */
export const entries = (path: string, meaning: string, more: More = {}): readonly Parameter[] => [
  { path, form: "list of sections", meaning, ...more },
  { path: `${path}[]`, form: "section", meaning },
];
