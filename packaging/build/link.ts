import { basename } from "node:path";
import { type BuildResult, type Metafile, type TransformOptions, transform } from "esbuild";

export interface Part {
  readonly name: string;
  /** Body of a function of `exports`, `require` and `module`. */
  readonly body: string;
  /** Needed for the first frame. */
  readonly isFront: boolean;
}

const COMMON_JS: TransformOptions = {
  format: "cjs",
  platform: "node",
  target: "node24",
  // Loading is synchronous and by our own `require`, also where the source says `import()`.
  supported: { "dynamic-import": false },
  minify: true,
  legalComments: "none",
};

/**
 * The parts of a split program as CommonJS. esbuild splits ES modules only; Node loads those twice as
 * slowly, and a single executable cannot hold them.
 */
export async function partsOf(
  { outputFiles, metafile }: BuildResult<{ write: false; metafile: true }>,
  front: readonly string[],
): Promise<readonly Part[]> {
  const needed = frontOf(metafile, front);
  return Promise.all(
    outputFiles.map(async ({ path, text }) => {
      const name = basename(path);
      const { code, warnings } = await transform(text, COMMON_JS);
      if (warnings[0] !== undefined) throw new Error(`${name}: ${warnings[0].text}`);
      return { name, body: asciiOf(code.trimEnd()), isFront: needed.has(name) };
    }),
  );
}

/**
 * A file of ASCII is read as bytes, in half the time. esbuild escapes what is in texts and leaves
 * regular expressions as they are; there the same escape means the same.
 */
export function asciiOf(code: string): string {
  return code.replace(/[^\0-\x7f]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** What the given sources need at once, by name of the part. */
function frontOf({ outputs }: Metafile, front: readonly string[]): ReadonlySet<string> {
  const needed = new Set<string>();
  const visit = (path: string) => {
    if (needed.has(basename(path))) return;
    needed.add(basename(path));
    for (const { kind, path: target, external } of outputs[path]?.imports ?? []) {
      if (kind === "import-statement" && external !== true) visit(target);
    }
  };
  for (const source of front) {
    const [path] =
      Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === source) ?? [];
    if (path === undefined) throw new Error(`${source} is no part of the program`);
    visit(path);
  }
  return needed;
}

/** Parts of Node that take milliseconds to load, and of which the first frame needs nothing. */
const SLOW_TO_LOAD = [
  "node:crypto",
  "node:child_process",
  "node:fs/promises",
  "node:net",
  "node:v8",
  "assert",
];

const HEAD = "(exports, require, module)";

/** A part that is loaded when it is asked for: `require` of this file is its body as a function. */
export function lateFile({ body }: Part): string {
  return `"use strict";module.exports=function${HEAD}{${body}\n};\n`;
}

/**
 * What is drawn and read leaves little behind at a time. The part of the heap for that would grow to
 * sixteen times its size while a console is open, and the other part would wait with collecting until
 * it is several times what it holds; the host has other uses for the memory.
 */
const SMALL_HEAP = [
  "--semi-space-growth-factor=1",
  "--heap-growing-percent=30",
  // Cleaning up so little alone is done sooner than helpers are there; on a busy host a key would wait for them.
  "--no-parallel-scavenge",
];
const KEEP_SMALL = `require("node:v8").setFlagsFromString("${SMALL_HEAP.join(" ")}")`;

/**
 * Everything for the first frame, and the way to the other parts: an expression, a function of
 * `require`. Parts name each other by relative paths, of which the last piece is enough; all else is
 * Node's own.
 */
export function frontFile(parts: readonly Part[]): string {
  const bodies = parts
    .filter(({ isFront }) => isFront)
    .map(({ name, body }) => `${JSON.stringify(name)}${HEAD}{${body}\n}`);
  return `(function(require, late) {
"use strict";
const parts = {${bodies.join(",\n")}};
const loaded = new Map();
const slow = new Set(${JSON.stringify(SLOW_TO_LOAD)});
const later = (id) => new Proxy({}, {
  get: (_, key) => require(id)[key],
  has: (_, key) => key in require(id),
  ownKeys: () => Reflect.ownKeys(require(id)),
  getOwnPropertyDescriptor(_, key) {
    const found = Reflect.getOwnPropertyDescriptor(require(id), key);
    return found && { ...found, configurable: true };
  },
});
let isHeapSmall = false;
const lateBody = (name) => {
  const body = late(name);
  if (!isHeapSmall) ${KEEP_SMALL};
  isHeapSmall = true;
  return body;
};
const load = (id) => {
  if (slow.has(id)) return later(id);
  if (id[0] !== ".") return require(id);
  const name = id.slice(id.lastIndexOf("/") + 1);
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const body = parts[name] ?? lateBody(name);
  const module = { exports: {} };
  loaded.set(name, module);
  try {
    body(module.exports, load, module);
  } catch (thrown) {
    loaded.delete(name);
    throw thrown;
  }
  return module.exports;
};
load("./bringup.js");
})
`;
}

/** What a version of Node made of the front part; another version does not take it. */
export function cacheName(front: string): string {
  return `${front}-${process.version}-${process.arch}.cache`;
}

/**
 * The file that is started. What Node compiled of the front part for the first frame lies beside it
 * since it was built; without that file Node compiles anew. Nothing is ever written on the host.
 */
export function startFile(front: string): string {
  return `"use strict";
const { readFileSync } = require("node:fs");
const { Script } = require("node:vm");
const front = __dirname + "/${front}";
let cachedData;
try {
  cachedData = readFileSync(front + "-" + process.version + "-" + process.arch + ".cache");
} catch {}
const script = new Script(readFileSync(front + ".js", "latin1"), { filename: front + ".js", cachedData });
script.runInThisContext()(require, (name) => require("./parts/" + name));
`;
}
