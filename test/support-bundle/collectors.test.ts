import assert from "node:assert/strict";
import { test } from "node:test";
import { COLLECTORS } from "../../src/support/index.ts";

test("everything in the table has a name, a place and a time of its own", () => {
  const places = COLLECTORS.map(({ into }) => into.toLowerCase());
  const ids = COLLECTORS.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  // The list of drives is looked up before its file is known.
  assert.deepEqual(
    places.filter((place, index) => places.indexOf(place) !== index),
    [],
  );
  for (const { id, timeoutMs = 0, what } of COLLECTORS)
    assert.ok(timeoutMs <= (what.is === "each" ? 45_000 : 25_000), id);
});

test("no Secret is ever asked for by more than its name", () => {
  const asking = COLLECTORS.flatMap(({ what }) =>
    what.is === "command" ? [what.argv.join(" ")] : [],
  );
  assert.deepEqual(
    asking.filter((line) => /secret/i.test(line)),
    [],
  );
});
