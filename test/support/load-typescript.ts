// Loaded before the tests by `npm test`: what Node runs of each file of ours is made once and kept.
import { createHash } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";

/** Where it is kept, from one run to the next; by content, so that nothing in it is ever old. */
const { MADE_MODULES: kept = "" } = process.env;
if (kept === "") throw new Error("MADE_MODULES has to name a folder");

process.setSourceMapsEnabled(true);
registerHooks({
  load(url, context, nextLoad) {
    if (!/^file:.*\.tsx?$/.test(url)) return nextLoad(url, context);
    return { format: "module", source: made(fileURLToPath(url)), shortCircuit: true };
  },
});

function made(path: string): string {
  const text = readFileSync(path, "utf8");
  const digest = createHash("sha1").update(`${process.version} ${path}\n${text}`).digest("hex");
  const file = join(kept, `${digest}.js`);
  try {
    return readFileSync(file, "utf8");
  } catch {
    const source = path.endsWith(".tsx") ? withoutJsx(path, text) : stripTypeScriptTypes(text);
    // Others make the same at the same time: a file is there as a whole, or not at all.
    writeFileSync(`${file}.${process.pid}`, source);
    renameSync(`${file}.${process.pid}`, file);
    return source;
  }
}

/** Types become blanks, and lines stay where they are; what becomes of JSX needs a map. */
function withoutJsx(path: string, text: string): string {
  return transformSync(text, {
    loader: "tsx",
    jsx: "automatic",
    target: "node24",
    sourcefile: path,
    sourcemap: "inline",
  }).code;
}
