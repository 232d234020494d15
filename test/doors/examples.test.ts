import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { HOME } from "../support/source-tree.ts";

const { exports } = JSON.parse(readFileSync(join(HOME, "package.json"), "utf8"));
const doors = Object.keys(exports)
  .map((name) => name.replace("./", ""))
  .filter((name) => name !== "package.json");

for (const door of doors) {
  test(`the example of bringup/${door} runs as it is printed, against the built package`, () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      ["--input-type=module-typescript", "-e", exampleOf(door)],
      { cwd: HOME, encoding: "utf8" },
    );
    assert.equal(status, 0, stderr);
  });
}

/** The fenced code of the docstring that opens the door's `index.ts`. */
function exampleOf(door: string): string {
  const text = readFileSync(join(HOME, "src", door, "index.ts"), "utf8");
  const [, fenced] = /^\/\*\*[\s\S]*?```ts\n([\s\S]*?) \* ```[\s\S]*?\*\//.exec(text) ?? [];
  assert.ok(fenced, `src/${door}/index.ts opens with an example`);
  const code = fenced.replaceAll(/^ \* ?/gm, "");
  assert.match(code, new RegExp(`from "bringup/${door}"`));
  assert.match(code, /assert\./);
  return code;
}
