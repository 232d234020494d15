import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { JUDGED_ELSEWHERE } from "../../src/checks/elsewhere.ts";
import { CHECKS, explain, explanationPage } from "../../src/checks/index.ts";
import type { Rule } from "../../src/checks/rule.ts";
import { RULES } from "../../src/checks/rules.ts";

const FOLDER = new URL("../../src/checks/", import.meta.url);

test("every file that defines a check is in the list, and nothing else is", () => {
  const defined = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((name) => name.includes("/"))
    .flatMap((name) => {
      const text = readFileSync(new URL(name, FOLDER), "utf8");
      return [...text.matchAll(/defineCheck\(\{\s+\.\.\.ruleOf\("([^"]+)"\)/g)].map(([, id]) => id);
    });
  assert.deepEqual(CHECKS.map(({ id }) => id).sort(), defined.sort());
});

test("every check is a row of the table of rules, and every row is a check", () => {
  assert.deepEqual(CHECKS.map(({ id }) => id).sort(), Object.keys(RULES).sort());
});

test("every row of the union of preflight checks is a check, or it is said where it is judged", () => {
  const rules: readonly Rule[] = Object.values(RULES);
  const rows = new Set([...rules, ...JUDGED_ELSEWHERE].flatMap(({ rows }) => rows));
  const missing = Array.from({ length: 78 }, (_, index) => index + 1).filter(
    (row) => !rows.has(row),
  );
  assert.deepEqual(missing, []);
});

test("ids are dotted under the group of the check, and every id and title is there once", () => {
  for (const { id, group } of CHECKS) {
    assert.match(id, /^[a-z]+\.[a-z]+(-[a-z]+)*$/);
    assert.equal(id.split(".")[0], group);
  }
  assert.equal(new Set(CHECKS.map(({ id }) => id)).size, CHECKS.length);
  assert.equal(new Set(CHECKS.map(({ title }) => title)).size, CHECKS.length);
});

test("titles fit the column of the screen and say where the threshold comes from", () => {
  for (const { id, title, source, threshold } of explain(CHECKS)) {
    assert.ok(title.length <= 17, `${id}: ${title}`);
    assert.ok(source.length > 0 && threshold.length > 0, id);
  }
});

test("the page of documentation names every check once, under the moment at which it matters", () => {
  const page = explanationPage(explain(CHECKS));
  const moments = [...page.matchAll(/^## Matters (.+)$/gm)].map(([, moment]) => moment);
  assert.deepEqual(moments, [
    "before settings",
    "before a cluster",
    "before an upgrade",
    "at any time",
  ]);
  for (const { id } of CHECKS) assert.equal(page.split(`\`${id}\``).length, 2, id);
});
