import assert from "node:assert/strict";
import { test } from "node:test";
import { createKeyboard, type Listener } from "../../hooks/keyboard.ts";
import { type Command, KEYMAP } from "../../hooks/keymap.ts";

function listening(...listeners: readonly Partial<Listener>[]) {
  const keyboard = createKeyboard();
  const log: string[] = [];
  for (const listener of listeners)
    keyboard.listen(() => ({ layer: 0, commands: {}, ...listener }));
  return { keyboard, log };
}

const logging = (log: string[], ...commands: Command[]) =>
  Object.fromEntries(commands.map((command) => [command, { run: () => log.push(command) }]));

test("no character means two commands of the same group of screens without a reason", () => {
  const shared = new Map<string, string[]>();
  for (const { command, keys } of KEYMAP)
    for (const key of keys) shared.set(key, [...(shared.get(key) ?? []), command]);
  const twice = Object.fromEntries([...shared].filter(([, commands]) => commands.length > 1));
  assert.deepEqual(twice, {
    enter: ["choose", "next-field"],
    " ": ["pause-log", "choose"],
    w: ["waive", "wrap-lines"],
    left: ["line-left", "previous-screen"],
    right: ["line-right", "next-screen"],
    tab: ["next-field", "next-log", "next-screen"],
    down: ["next-field", "down"],
    "ctrl-n": ["next-field", "down"],
    escape: ["leave-field", "back"],
    backtab: ["previous-field", "previous-log", "previous-screen"],
    up: ["previous-field", "up"],
    "ctrl-p": ["previous-field", "previous-log", "previous-screen"],
    p: ["preview", "pause-run"],
    r: ["check-again", "refresh"],
  });
});

test("keys that terminals, multiplexers and line disciplines keep for themselves are not used", () => {
  const reserved = ["ctrl-a", "ctrl-s", "ctrl-q", "ctrl-z", "ctrl-b", "ctrl-h", "ctrl-d", "~"];
  for (const { command, keys } of KEYMAP)
    for (const key of keys) assert.ok(!reserved.includes(key), `${command} uses ${key}`);
});

test("every command can be reached without arrows, function keys and Shift", () => {
  const plain = /^(?:.|enter|tab|escape|ctrl-[a-z])$/;
  const optional = new Set(["first", "last"]);
  for (const { command, keys } of KEYMAP)
    assert.ok(optional.has(command) || keys.some((key) => plain.test(key)), command);
});

test("while a field has the focus every character is its own and only control keys command", () => {
  const log: string[] = [];
  const { keyboard } = listening(
    { commands: logging(log, "help", "quit", "redraw", "next-screen", "down") },
    {
      commands: logging(log, "next-field"),
      editing: {
        type: (text) => log.push(`typed ${text}`),
        paste: (text) => log.push(`pasted ${text}`),
        edit: (key) => log.push(`edited ${key}`),
      },
    },
  );
  for (const name of ["q", "?", " ", "3", "tab", "left", "ctrl-u", "ctrl-g", "ctrl-l"])
    keyboard.press({ is: "key", name });
  keyboard.press({ is: "paste", text: "many words" });
  assert.deepEqual(log, [
    "typed q",
    "typed ?",
    "typed  ",
    "typed 3",
    "next-field",
    "edited left",
    "edited ctrl-u",
    "help",
    "redraw",
    "pasted many words",
  ]);
});

test("a dialog has the keys alone, but help and redraw stay", () => {
  const log: string[] = [];
  const { keyboard } = listening(
    { commands: logging(log, "next-screen", "redraw", "choose") },
    { layer: 1, commands: logging(log, "back") },
  );
  for (const name of ["tab", "enter", "ctrl-l", "escape"]) keyboard.press({ is: "key", name });
  assert.deepEqual(log, ["redraw", "back"]);
});

test("who came last has the key, and gives it back when it goes", () => {
  const log: string[] = [];
  const keyboard = createKeyboard();
  const back = (name: string) => () => ({
    layer: 0,
    commands: { back: { run: () => log.push(name) } },
  });
  keyboard.listen(back("page"));
  const leave = keyboard.listen(back("view"));
  keyboard.press({ is: "key", name: "escape" });
  leave();
  keyboard.press({ is: "key", name: "escape" });
  assert.deepEqual(log, ["view", "page"]);
});

test("the line of keys promises only what the keys do now", () => {
  const log: string[] = [];
  const { keyboard } = listening(
    { commands: { ...logging(log, "help", "next-screen"), choose: { label: "do it", run() {} } } },
    {
      commands: logging(log, "next-field", "leave-field"),
      editing: { type() {}, paste() {}, edit() {} },
    },
  );
  assert.deepEqual(
    keyboard.hints().map(({ shown, text }) => `${shown} ${text}`),
    ["Enter next field", "Esc stop typing", "Ctrl-G help"],
  );
});

test("a pasted text without a field is no string of commands", () => {
  const log: string[] = [];
  const { keyboard } = listening({ commands: logging(log, "quit", "choose") });
  keyboard.press({ is: "paste", text: "q\nq" });
  assert.deepEqual(log, []);
});

test("a key that is a character while typing is never offered as a command then", () => {
  const editing = { type() {}, paste() {}, edit() {} };
  const commands = Object.fromEntries(KEYMAP.map(({ command }) => [command, { run() {} }]));
  const { keyboard } = listening({ commands, editing });
  const shown = keyboard.hints().map((hint) => hint.shown);
  assert.ok(shown.includes("Ctrl-C"));
  assert.deepEqual(
    shown.filter((key) => key.length === 1),
    [],
  );
});
