import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { CHECKS } from "../../src/checks/index.ts";

const FOLDER = new URL("../../src/checks/", import.meta.url);

test("every file that defines a check is in the list, and nothing else is", () => {
  const defined = readdirSync(FOLDER)
    .filter((name) => name !== "check.ts")
    .flatMap((name) => {
      const text = readFileSync(new URL(name, FOLDER), "utf8");
      return [...text.matchAll(/defineCheck\(\{\s+id: "([^"]+)"/g)].map(([, id]) => id);
    });
  assert.deepEqual(CHECKS.map(({ id }) => id).sort(), defined.sort());
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
  for (const { id, title, source } of CHECKS) {
    assert.ok(title.length <= 17, `${id}: ${title}`);
    assert.ok(source.length > 0, id);
  }
});
