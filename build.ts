// Builds what ships: the program in parts, so that heavy ones load late, and the public doors.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type OutputFile } from "esbuild";
import { cacheName, frontFile, lateFile, partsOf, startFile } from "./packaging/build/link.ts";
import {
  absentPackages,
  lateEmoji,
  oneLanguage,
  quickText,
  startAtOnce,
  yogaBinary,
} from "./packaging/build/plugins.ts";
import { explain, explanationPage } from "./src/checks/index.ts";
import { everyCheck } from "./src/cluster/index.ts";
import { DISTRIBUTIONS } from "./src/distributions/index.ts";

const HOME = dirname(fileURLToPath(import.meta.url));
type File = Pick<OutputFile, "path" | "contents">;

const DOORS = ["engine", "checks", "doctor", "distributions", "testing"];
const { version } = JSON.parse(readFileSync(join(HOME, "package.json"), "utf8"));

/** CommonJS packages inside ESM output still call `require` for Node's own modules. */
const BANNER = `import { createRequire as $createRequire } from "node:module";
const require = $createRequire(import.meta.url);`;

/** Sources whose code the first frame needs; everything they do not import at once comes later. */
const FRONT = ["bin/bringup.ts", "bin/console.ts", "screens/app.tsx"];

const SHARED = {
  absWorkingDir: HOME,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node24",
  jsx: "automatic",
  minifyWhitespace: true,
  minifyIdentifiers: true,
  minifySyntax: true,
  legalComments: "none",
  write: false,
  logLevel: "warning",
  // Source runs without this build too, and then sets it by itself.
  logOverride: { "assign-to-define": "silent" },
  define: {
    "process.env.NODE_ENV": '"production"',
    BRINGUP_VERSION: JSON.stringify(version),
  },
} as const satisfies BuildOptions;

const startedMs = performance.now();
const [program, doors] = await Promise.all([
  build({
    ...SHARED,
    metafile: true,
    entryPoints: { bringup: "bin/bringup.ts" },
    outdir: "dist",
    chunkNames: "parts/[name]-[hash]",
    define: {
      ...SHARED.define,
      "Intl.Segmenter": "QuickSegmenter",
      "import.meta": '{ "url": "file:///bringup.js" }',
    },
    inject: ["packaging/build/quick-text.ts"],
    plugins: [absentPackages, oneLanguage, lateEmoji, startAtOnce, yogaBinary, quickText],
  }),
  build({
    ...SHARED,
    banner: { js: BANNER },
    plugins: [absentPackages, oneLanguage],
    entryPoints: Object.fromEntries(DOORS.map((door) => [door, `src/${door}/index.ts`])),
    outdir: "dist/doors",
    chunkNames: "parts/[name]-[hash]",
  }),
]);
const parts = await partsOf(program, FRONT);
const frontText = frontFile(parts);
const front = `parts/front-${digestOf(frontText)}`;
const files = [
  fileOf("bringup.js", startFile(front)),
  fileOf(`${front}.js`, frontText),
  ...parts
    .filter(({ isFront }) => !isFront)
    .map((part) => fileOf(`parts/${part.name}`, lateFile(part))),
  fileOf("package.json", '{ "type": "commonjs" }\n'),
  fileOf("checks.md", await checksPage()),
  fileOf("doors/package.json", '{ "type": "module" }\n'),
  ...doors.outputFiles,
];
writeChanged(files);
const cache = join(HOME, "dist", cacheName(front));
writeCache(cache);
removeOthers(new Set([...files.map(({ path }) => path), cache]));
if (process.argv.includes("--types")) writeDeclarations();
report(files);

function fileOf(name: string, text: string): File {
  return { path: join(HOME, "dist", name), contents: Buffer.from(text) };
}

/** What a host is held to, those of the distributions too. */
async function checksPage(): Promise<string> {
  const drivers = await Promise.all(DISTRIBUTIONS.map((entry) => entry.load()));
  return explanationPage(explain(everyCheck(drivers)));
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

/** Without it the program still starts, only slower; so a broken first frame is not this build's end. */
function writeCache(path: string): void {
  if (existsSync(path)) return;
  const warm = join(HOME, "packaging/build/warm.ts");
  const { status, stderr } = spawnSync(
    process.execPath,
    [warm, join(HOME, "dist", `${front}.js`), path],
    {
      encoding: "utf8",
    },
  );
  if (status === 0) return;
  process.stderr.write(`dist: NO CODE CACHE, the first frame was not reached\n${stderr}`);
}

/** Leaves equal files alone: a program that is running may still load its parts. */
function writeChanged(files: readonly File[]): void {
  for (const { path, contents } of files) {
    if (existsSync(path) && readFileSync(path).equals(contents)) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
}

/** The single file and the package are other scripts', declarations another step's. */
function removeOthers(wanted: ReadonlySet<string>): void {
  const dist = join(HOME, "dist");
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const isOthers =
      path === join(dist, "bringup") || /^(?:types|deb)\b/.test(relative(dist, path));
    if (entry.isFile() && !isOthers && !wanted.has(path)) rmSync(path);
  }
}

function writeDeclarations(): void {
  rmSync(join(HOME, "dist/types"), { recursive: true, force: true });
  const options = [
    ...["-p", "tsconfig.json", "--noEmit", "false", "--declaration", "--emitDeclarationOnly"],
    ...["--rewriteRelativeImportExtensions", "--outDir", "dist/types", "--rootDir", "."],
  ];
  const tsc = join(HOME, "node_modules/typescript/bin/tsc");
  const { status } = spawnSync(process.execPath, [tsc, ...options], {
    cwd: HOME,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
  for (const inner of ["bin", "screens", "hooks", "test", "packaging", "build.d.ts"]) {
    rmSync(join(HOME, "dist/types", inner), { recursive: true, force: true });
  }
}

function report(files: readonly File[]): void {
  const bytes = files.reduce((sum, { contents }) => sum + contents.length, 0);
  const hash = createHash("sha256");
  for (const { path, contents } of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(relative(HOME, path)).update(contents);
  }
  const digest = hash.digest("hex").slice(0, 12);
  const tookMs = Math.round(performance.now() - startedMs);
  process.stdout.write(
    `dist: ${files.length} files, ${Math.round(bytes / 1000)} kB, ${digest}, ${tookMs} ms\n`,
  );
}
