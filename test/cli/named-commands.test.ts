import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { CliCommand } from "../../src/cli/command.ts";
import { COMMANDS } from "../../src/cli/commands/index.ts";
import { HOME, productFiles } from "../support/source-tree.ts";

/** A command as a sentence names it, up to whatever is no part of one. */
const NAMED = /\bbringup ((?:--?[a-z-]+ )*[a-z][a-z-]*(?: [\w<>${}.:/[\]|-]+)*)/g;
/** Every command takes these, `--data` every one of a plane. */
const EVERYWHERE = ["--json", "--rehearse", "--root", "--state-dir", "--help", "--data"];

const documents = ["README.md", ...readdirSync(join(HOME, "docs")).map((name) => `docs/${name}`)];
const TEXTS = [
  ...productFiles(),
  ...documents.map((path) => ({ path, text: readFileSync(join(HOME, path), "utf8") })),
];

/** What of it no command knows; prose, whose first word is none, has nothing. */
function strange(named: string): readonly string[] {
  const words = named.split(" ").filter((word) => !EVERYWHERE.includes(word));
  if (!COMMANDS.some(({ name }) => name === words[0])) return [];
  let [list, last]: [readonly CliCommand[] | undefined, CliCommand | undefined] = [
    COMMANDS,
    undefined,
  ];
  while (list !== undefined) {
    const next: CliCommand | undefined = list.find(({ name }) => name === words[0]);
    if (next === undefined) break;
    [last, list] = [next, next.commands];
    words.shift();
  }
  const wantsOneOf =
    list !== undefined && last?.args === undefined && /^[a-z]+$/.test(words[0] ?? "");
  const options = (last?.options ?? []).flatMap(({ flags }) => flags.match(/--[a-z-]+/g) ?? []);
  const unknown = words.filter((word) => /^--[a-z-]+$/.test(word) && !options.includes(word));
  return wantsOneOf ? [...unknown, ...words.slice(0, 1)] : unknown;
}

test("whoever types a command that a page, a hint or a document names is understood", () => {
  const named = TEXTS.flatMap(({ path, text }) =>
    [...text.matchAll(NAMED)].map(([whole, words = ""]) => ({ path, whole, words })),
  );
  assert.ok(named.length > 200, `only ${named.length} were read`);
  const wrong = named.flatMap(({ path, whole, words }) =>
    strange(words).map((word) => `${path}: ${word} in "${whole}"`),
  );
  assert.deepEqual(wrong, []);
});
