// One file with Node in it: `npm run build:sea` makes dist/bringup of what `npm run build` made.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  globSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const HOME = join(import.meta.dirname, "../..");
const DIST = join(HOME, "dist");
const POSTJECT = join(HOME, "node_modules/postject/dist/cli.js");
/** Where Node looks whether it has a program inside; from its documentation. */
const FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

/** Every part under the name `FROM_ASSETS` asks for; the front part with what Node compiled of it. */
function assets(): Readonly<Record<string, string>> {
  const parts = globSync(join(DIST, "parts/*.js"));
  const cache = globSync(join(DIST, `parts/front-*-${process.version}-${process.arch}.cache`));
  const front = parts.filter((path) => basename(path).startsWith("front-"));
  const late = parts.filter((path) => !front.includes(path));
  if (front[0] === undefined || cache[0] === undefined) throw new Error("run npm run build first");
  return {
    "front.js": front[0],
    "front.cache": cache[0],
    ...Object.fromEntries(late.map((path) => [basename(path), path])),
  };
}

const FROM_ASSETS = `"use strict";
const { getRawAsset } = require("node:sea");
const { Script } = require("node:vm");
const textOf = (name) => Buffer.from(getRawAsset(name)).latin1Slice();
const cachedData = Buffer.from(getRawAsset("front.cache"));
const script = new Script(textOf("front.js"), { filename: "front.js", cachedData });
script.runInThisContext()(require, (name) => {
  const module = { exports: undefined };
  const body = "(function(module){" + textOf(name) + "})";
  new Script(body, { filename: name }).runInThisContext()(module);
  return module.exports;
});
`;

function run(program: string, ...args: readonly string[]): void {
  const { status, error, stderr } = spawnSync(program, [...args], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args[0]} failed: ${stderr}`, { cause: error });
}

const work = mkdtempSync(join(tmpdir(), "bringup-sea-"));
try {
  const [main, config, blob] = ["main.js", "sea.json", "sea.blob"].map((name) => join(work, name));
  if (main === undefined || config === undefined || blob === undefined) throw new Error("no paths");
  writeFileSync(main, FROM_ASSETS);
  writeFileSync(
    config,
    JSON.stringify({
      main,
      output: blob,
      disableExperimentalSEAWarning: true,
      useCodeCache: false,
      assets: assets(),
    }),
  );
  run(process.execPath, "--experimental-sea-config", config);
  const program = join(work, "bringup");
  copyFileSync(process.execPath, program);
  chmodSync(program, 0o755);
  // Before the injection: what comes after a stripped end is lost.
  run("strip", program);
  run(process.execPath, POSTJECT, program, "NODE_SEA_BLOB", blob, "--sentinel-fuse", FUSE);
  const target = join(DIST, "bringup");
  copyFileSync(program, `${target}.new`);
  renameSync(`${target}.new`, target);
  const megabytes = Math.round(statSync(target).size / 1e5) / 10;
  process.stdout.write(`dist/bringup: ${megabytes} MB\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
