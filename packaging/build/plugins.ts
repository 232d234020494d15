import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "esbuild";
import { replacing } from "./replace.ts";

/** Optional parts of packages we never use and do not install. */
export const absentPackages: Plugin = {
  name: "absent-packages",
  setup(plugin) {
    plugin.onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({
      path,
      namespace: "absent",
    }));
    plugin.onLoad({ filter: /.*/, namespace: "absent" }, () => ({
      contents: "export default undefined;",
    }));
  },
};

/** Every message we show is our own; the 50 languages of zod's would be a third of the program. */
export const oneLanguage = replacing("one-language", [
  {
    what: "the languages of zod",
    file: /zod\/v4\/locales\/index\.js$/,
    change: [[/^[\s\S]*$/, 'export { default as en } from "./en.js";']],
  },
]);

/** Made once a text needs it: alone it takes a sixth of the time to the first frame. */
export const lateEmoji = replacing("late-emoji", [
  {
    what: "the emoji of string-width",
    file: /string-width\/index\.js$/,
    change: [
      ["const rgiEmojiRegex = /^\\p{RGI_Emoji}$/v;", "let rgiEmojiRegex;"],
      ["rgiEmojiRegex.test(", "(rgiEmojiRegex ??= /^\\p{RGI_Emoji}$/v).test("],
    ],
  },
]);

const YOGA_BINARY = /yoga-layout\/dist\/binaries\/yoga-wasm-base64-esm\.js$/;

/**
 * Layout starts while it is loaded, not some turns later, and nothing waits at the top level: only so
 * can the program be CommonJS, which takes Node half the time to load.
 */
export const startAtOnce = replacing("start-at-once", [
  {
    what: "the WebAssembly of yoga",
    file: YOGA_BINARY,
    change: [
      [/(?<=H="data:application\/octet-stream;base64,)[^"]+(?=")/, ""],
      [
        "export default loadYoga;",
        `export { loadYoga }; export { default as wasm } from "wasm:yoga";`,
      ],
    ],
  },
  {
    what: "the start of yoga",
    file: /yoga-layout\/dist\/src\/index\.js$/,
    change: [
      ["import loadYoga from", "import { loadYoga, wasm } from"],
      [
        "const Yoga = wrapAssembly(await loadYoga());",
        `const assembly = {
           instantiateWasm(imports, done) {
             const module = new WebAssembly.Module(Buffer.from(wasm, "base64"));
             done(new WebAssembly.Instance(module, imports));
             return {};
           },
         };
         loadYoga(assembly);
         if (assembly.Node === undefined) throw new Error("yoga did not start at once");
         const Yoga = wrapAssembly(assembly);`,
      ],
    ],
  },
  {
    what: "the development tools of ink",
    file: /ink\/build\/reconciler\.js$/,
    change: [
      ["await import('./devtools.js');", ""],
      ["import.meta.resolve('react-devtools-core');", ""],
      ["const loaded = await loadPackageJson();", "const loaded = {};"],
      [/async function loadPackageJson\(\) \{[\s\S]*?\n\}/, ""],
    ],
  },
]);

/** The WebAssembly of yoga as a text of its own, out of the function it is buried in. */
export const yogaBinary: Plugin = {
  name: "yoga-binary",
  setup(plugin) {
    plugin.onResolve({ filter: /^wasm:yoga$/ }, ({ importer }) => ({
      path: importer,
      namespace: "wasm",
    }));
    plugin.onLoad({ filter: YOGA_BINARY, namespace: "wasm" }, ({ path }) => {
      const [, base64] = /H="data:application\/octet-stream;base64,([^"]+)"/.exec(
        readFileSync(path, "utf8"),
      ) ?? [""];
      if (base64 === undefined) throw new Error("the WebAssembly of yoga was not found");
      return { contents: `export default ${JSON.stringify(base64)};` };
    });
  },
};

/** Widths and characters of plain text without the large tables; see `quick-text.ts`. */
export const quickText: Plugin = {
  name: "quick-text",
  setup(plugin) {
    const standIn = join(import.meta.dirname, "string-width.ts");
    plugin.onResolve({ filter: /^string-width$/ }, ({ importer }) =>
      importer === standIn ? undefined : { path: standIn },
    );
  },
};
