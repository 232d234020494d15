import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize, resolve } from "node:path";

export const HOME = resolve(import.meta.dirname, "../..");

/** One source file as the rules of the tree look at it. */
export interface SourceFile {
  /** From the root of the project: `src/engine/plan.ts`. */
  readonly path: string;
  readonly text: string;
  /** What it imports or re-exports: paths from the root for our own files, names for packages. */
  readonly imports: readonly Import[];
}

export interface Import {
  readonly target: string;
  readonly isOwn: boolean;
  /** Values taken by name; empty for a default, a namespace, or the effect alone. */
  readonly names: readonly string[];
  /** Loaded only when asked for. */
  readonly isLazy: boolean;
  /** Gone after compiling. */
  readonly isType: boolean;
}

/** Every source file of the product; tests have rules of their own. */
export function productFiles(): readonly SourceFile[] {
  return globSync("{bin,src,screens,hooks}/**/*.{ts,tsx}", { cwd: HOME }).sort().map(readSource);
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(HOME, path), "utf8");
  return { path, text, imports: importsOf(path, text) };
}

const STATIC = /^(?:import|export)\s+(type\s)?([^;"]*?)(?:from\s+)?"([^"]+)";/gm;
const LAZY = /\bimport\(\s*"([^"]+)"\s*\)/g;

function importsOf(path: string, text: string): readonly Import[] {
  const statics = [...text.matchAll(STATIC)].map(([, type, clause = "", target = ""]) => ({
    target,
    names: namesIn(clause),
    isType: type !== undefined,
    isLazy: false,
  }));
  const lazies = [...text.matchAll(LAZY)].map(([, target = ""]) => ({
    target,
    names: [],
    isType: false,
    isLazy: true,
  }));
  return [...statics, ...lazies].map((found) => {
    const isOwn = found.target.startsWith(".");
    const target = isOwn ? normalize(join(dirname(path), found.target)) : found.target;
    return { ...found, target, isOwn };
  });
}

function namesIn(clause: string): readonly string[] {
  const [, inner = ""] = /^\{([^}]*)\}/.exec(clause.trim()) ?? [];
  return inner
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && !name.startsWith("type "));
}

/** The lines that are code: whole-line comments and what stands behind the code are gone. */
export function codeLines({ text }: SourceFile): readonly { line: number; code: string }[] {
  return text
    .split("\n")
    .map((code, index) => ({ line: index + 1, code: code.replace(/(^|\s)\/\/ .*$/, "") }))
    .filter(({ code }) => !/^\s*(\/\*|\*|\/\/)/.test(code));
}
