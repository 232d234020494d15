import assert from "node:assert/strict";
import { test } from "node:test";
import { Script } from "node:vm";
import { asciiOf } from "../../../packaging/build/link.ts";

test("a program of ASCII means what it meant: lines, marks and pictures in texts and patterns", () => {
  const code = `[/^[─█«»]+$/u.test("─»"), /^[😀-😎]$/u.test("😃"), /[─-▟]/.test("═"), "é─😀"]`;
  const ascii = asciiOf(code);
  assert.match(ascii, /^[ -~]*$/);
  assert.deepEqual([...new Script(ascii).runInThisContext()], [true, true, true, "é─😀"]);
});
