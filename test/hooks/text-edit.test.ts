import assert from "node:assert/strict";
import { test } from "node:test";
import { editKey, editStateOf, insert, textOf } from "../../hooks/text-edit.ts";

/** Applies keys to a text; the cursor starts at its end and is shown as `|`. */
function edited(text: string, ...keys: string[]): string {
  let state = editStateOf(text);
  for (const key of keys) state = editKey(state, key) ?? insert(state, key);
  const characters = [...textOf(state)];
  return [...characters.slice(0, state.cursor), "|", ...characters.slice(state.cursor)].join("");
}

test("editing keys do what hands expect", () => {
  assert.equal(edited("abc"), "abc|");
  assert.equal(edited("abc", "left", "left", "x"), "ax|bc");
  assert.equal(edited("abc", "home", "left", "x"), "x|abc");
  assert.equal(edited("abc", "home", "right", "delete"), "a|c");
  assert.equal(edited("abc", "backspace", "backspace"), "a|");
  assert.equal(edited("", "backspace", "delete", "ctrl-w"), "|");
  assert.equal(edited("abc", "left", "ctrl-u", "x"), "x|");
  assert.equal(edited("abc", "home", "right", "ctrl-k"), "a|");
  assert.equal(edited("10.0.0.1, 9.9.9.9", "ctrl-w"), "10.0.0.1, 9.9.9.|");
  assert.equal(edited("one two  ", "ctrl-w"), "one |");
  assert.equal(edited("é ü", "backspace"), "é |");
});
