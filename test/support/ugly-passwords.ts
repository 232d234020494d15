import { seeded } from "./seeded.ts";

/** Everything that means something to a shell, a URL, systemd, YAML, HTTP or a terminal, and letters. */
const CHARACTERS = [
  ..."\"'`%@:/#$\\&;|<>(){}[]*?!~^=+,._- \t",
  ..."aZ09",
  ..."äßé€漢🙂\u00a0\u200b",
];

const CHOSEN: readonly string[] = [
  "%41",
  "%",
  "100%",
  "%zz%",
  "a@b:c/d#e?f",
  "$HOME",
  "$(id)",
  "`id`",
  '"',
  "'",
  "\\",
  "\\\\",
  "trailing\\",
  '\\"',
  " leading",
  "trailing ",
  " ",
  "\t",
  "{{secret:root}}",
  "{{open}}",
  "@",
  ":",
  "//",
  "#",
  "-n",
  "%n%H%%",
  "$IFS$",
  "=",
  ",",
  "*",
  "~root",
  "!!",
  "é",
  "e\u0301",
  "😀",
  "漢字",
  "\u202eabc",
  "x".repeat(200),
];

/** 200 different ones, always the same. */
export function uglyPasswords(): readonly string[] {
  const random = seeded(4711);
  const found = new Set(CHOSEN);
  while (found.size < 200) {
    const letters = Array.from({ length: 1 + random.below(24) }, () => random.pick(CHARACTERS));
    found.add(letters.join(""));
  }
  return [...found];
}
