import { readFileSync } from "node:fs";
import type { Plugin } from "esbuild";

export interface Replacement {
  /** What is replaced, in words: named when it is no longer there. */
  readonly what: string;
  readonly file: RegExp;
  readonly change: readonly (readonly [from: string | RegExp, to: string])[];
}

/**
 * Changes the text of packages where they are written for another way of loading. A text that is no
 * longer found ends the build: the package is another one then, and somebody has to look.
 */
export function replacing(name: string, replacements: readonly Replacement[]): Plugin {
  return {
    name,
    setup(build) {
      const unused = new Set(replacements);
      for (const each of replacements) {
        build.onLoad({ filter: each.file, namespace: "file" }, ({ path }) => {
          unused.delete(each);
          return { contents: replaced(readFileSync(path, "utf8"), each), loader: "js" };
        });
      }
      build.onEnd(() => {
        const errors = [...unused].map(({ what, file }) => ({
          text: `${what}: no file ${file} is in the program`,
        }));
        return { errors };
      });
    },
  };
}

/** Throws where a text to replace is not there exactly once. */
export function replaced(source: string, { what, change }: Replacement): string {
  return change.reduce((text, [from, to]) => {
    const count = typeof from === "string" ? text.split(from).length - 1 : countOf(from, text);
    if (count !== 1) throw new Error(`${what}: ${from} is there ${count} times, not once`);
    return text.replace(from, () => to);
  }, source);
}

function countOf(pattern: RegExp, text: string): number {
  return [...text.matchAll(new RegExp(pattern, "g"))].length;
}
