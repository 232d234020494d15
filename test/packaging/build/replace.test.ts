import assert from "node:assert/strict";
import { test } from "node:test";
import { build } from "esbuild";
import { replaced, replacing } from "../../../packaging/build/replace.ts";

const REPLACEMENT = {
  what: "the start of the engine",
  file: /engine\.js$/,
  change: [["await start()", "start()"]],
} as const;

test("a text of a package that is there once is replaced", () => {
  assert.equal(replaced("const x = await start();", REPLACEMENT), "const x = start();");
});

test("a text that is gone, or is there twice, is an error that names it", () => {
  assert.throws(() => replaced("begin()", REPLACEMENT), /start of the engine: .* 0 times/);
  assert.throws(() => replaced("await start(), await start()", REPLACEMENT), /2 times/);
});

test("a build without the file a replacement is for fails", async () => {
  const built = build({
    stdin: { contents: "export {}" },
    write: false,
    logLevel: "silent",
    plugins: [replacing("start", [REPLACEMENT])],
  });
  await assert.rejects(built, /the start of the engine: no file/);
});
